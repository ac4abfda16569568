import { Command } from 'commander';
import { exitCodes } from '../../errors/index.js';
import { addProjectOptions, type ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { ExitWith } from '../exit-with.js';

interface DiffOptions extends ProjectOptions {
  readonly detailedExitcode?: boolean;
}

export function diffCommand(context: Context): Command {
  return addProjectOptions(new Command('diff'))
    .summary('print what changed since a run, or between two')
    .description(
      'Prints what is different between a run and the project as it is now, or between two runs: settings by their path\nin mlx.yaml, data, code, versions, and for each stage why it has to run again. Changes nothing.',
    )
    .argument('[from]', 'a run: its id, `latest~1` or `+TAG`; default: the newest')
    .argument('[to]', 'another run; default: the project now')
    .option('--detailed-exitcode', 'exit with 10 when anything is different')
    .addHelpText(
      'after',
      `
Examples:
  $ mlx diff                      what changed since the last run
  $ mlx diff +best                what changed since the run tagged so
  $ mlx diff latest~1 latest      between the last two runs`,
    )
    .action(async (from: string | undefined, to: string | undefined, options: DiffOptions) => {
      const { diff } = await import('../diff/run-diff.js');
      const isSame = await diff({ from, to }, options, context);
      if (options.detailedExitcode === true && !isSame) throw new ExitWith(exitCodes.changes.code);
    });
}

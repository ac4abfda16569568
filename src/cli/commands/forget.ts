import { Command } from 'commander';
import { addProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import type { ForgetOptions } from '../forget-options.js';

export function forgetCommand(context: Context): Command {
  return addProjectOptions(new Command('forget'))
    .summary('erase a person, or what is kept too long, from artifacts')
    .description(
      'Erases a person from all that mlx keeps: tables, splits, predictions, quarantine, golden predictions, reports, logs.\nSays which versions learnt from the person, and records the erasure in `mlx-erasures.jsonl`, so that a later ingest\nof the same source leaves the person out. The sources themselves are not touched.',
    )
    .option('--subject <id>', 'id of the person, in clear')
    .option(
      '--column <name>',
      'column with the id; default: `ingest.privacy.subject`, or the id column',
    )
    .option('--expired', 'erase artifacts with rows older than `ingest.privacy.retention` allows')
    .option('-n, --dry-run', 'print what would be erased, and do nothing')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  $ mlx forget --subject 4711 --dry-run
  $ mlx forget --subject ann@example.com --column email --yes
  $ mlx forget --expired`,
    )
    .action(async (options: ForgetOptions) => {
      const { forget } = await import('../forget-person.js');
      await forget(options, context);
    });
}

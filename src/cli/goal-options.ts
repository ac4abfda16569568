import { type Command, Option } from 'commander';
import { addReportOption, type ReportWish } from './checks/report-wish.js';
import { addProjectOptions } from './common-options.js';
import type { RunOptions } from './run-stages.js';

/** Options of every command that runs stages. */
export interface GoalOptions extends RunOptions {
  readonly dryRun?: boolean;
  readonly out?: string;
  /** Forms of the package to write to `out`. */
  readonly format?: readonly string[];
  /** Where to put the container image: a reference, or `true` for the place that the project names. */
  readonly push?: string | true;
  readonly locked?: boolean;
  readonly profile?: boolean;
  /** Some of the rows only, as the user wrote it: `1%`, `0.01` or `1000`. */
  readonly sample?: string;
  /** Whether files are read again that have not changed. */
  readonly full?: boolean;
  /** Reports to write beside what is printed. */
  readonly report?: readonly ReportWish[];
  /** Whether a search begins from nothing, and not with the trials made before. */
  readonly fresh?: boolean;
  /** Whether the winner of a search is written into the project: when it was confirmed, or anyway. */
  readonly apply?: 'confirmed' | 'anyway';
}

/** Options of every command that runs stages. */
export function addRunOptions(command: Command): Command {
  return addReportOption(addProjectOptions(command))
    .option('-n, --dry-run', 'print what would run and why, and do nothing')
    .option(
      '-f, --force',
      `run ${command.name() === 'run' ? 'every' : 'the'} stage again although nothing changed`,
    )
    .option(
      '--refresh',
      'read services again although `refresh: once` or nothing says they changed',
    )
    .option(
      '--sample <size>',
      'try it on some rows, the same each time: a share (1%) or a number (1000)',
    )
    .option('--locked', 'refuse data that has never been accepted')
    .option('-t, --target <name>', 'where to run: a target of the project')
    .addOption(
      new Option('--progress <kind>', 'how to show progress')
        .choices(['auto', 'tty', 'plain', 'json', 'quiet'])
        .default('auto'),
    );
}

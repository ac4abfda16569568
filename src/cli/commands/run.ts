import { Command } from 'commander';
import type { Context } from '../context.js';
import { addRunOptions, type GoalOptions } from '../goal-options.js';
import { runGoal } from '../run-goal.js';

export function runCommand(context: Context): Command {
  return addRunOptions(new Command('run'))
    .summary('do everything the project asks for')
    .description(
      'Runs every stage the project asks for, up to `deploy` when it has a `deploy` block and up to\n`package` when not. Stages that are up to date are reused.',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ mlx run
  $ mlx run --dry-run                       what would run, and why
  $ mlx run --set seed=7 --env production
  $ mlx run --target big --json`,
    )
    .action((options: GoalOptions) =>
      runGoal(({ deploy }) => (deploy === undefined ? 'package' : 'deploy'), options, {
        context,
        command: 'run',
      }),
    );
}

import { Command } from 'commander';
import { exitCodes } from '../../errors/index.js';
import { addProjectOptions, type ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { ExitWith } from '../exit-with.js';

interface PlanOptions extends ProjectOptions {
  readonly detailedExitcode?: boolean;
}

export function planCommand(context: Context): Command {
  return addProjectOptions(new Command('plan'))
    .summary('print what would run, and why')
    .description('Prints what `mlx run` would do and why, stage by stage. Changes nothing.')
    .option('--detailed-exitcode', 'exit with 10 when there is work to do')
    .addHelpText(
      'after',
      '\nExamples:\n  $ mlx plan\n  $ mlx plan --set seed=7\n  $ mlx plan --json',
    )
    .action((options: PlanOptions) => plan(options, context));
}

/** The command without its parser. */
async function plan(options: PlanOptions, context: Context): Promise<void> {
  const [{ openSession }, { takeInput }, { planStages }, { pointingAtSettings }, { printPlan }] =
    await Promise.all([
      import('../session.js'),
      import('../take-input.js'),
      import('../run-stages.js'),
      import('../point-at-setting.js'),
      import('../print-plan.js'),
    ]);
  const session = await takeInput(await openSession(options, context), context);
  const goal = session.project.deploy === undefined ? 'package' : 'deploy';
  const planned = await pointingAtSettings(session.project, () =>
    planStages(goal, {}, { session, context }),
  );
  printPlan(planned, options, { session, context });
  const work = planned.some(({ state }) => state === 'stale');
  if (options.detailedExitcode === true && work) throw new ExitWith(exitCodes.changes.code);
}

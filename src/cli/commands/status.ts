import { Command } from 'commander';
import { addProjectOptions, type ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { writeJson, writeTable } from '../output.js';

export function statusCommand(context: Context): Command {
  return addProjectOptions(new Command('status'))
    .summary('print what is up to date, the last run and what is served')
    .description(
      'Prints which stages are up to date, how the last run ended and what is being served.',
    )
    .action((options: ProjectOptions) => status(options, context));
}

/** The command without its parser. */
async function status(options: ProjectOptions, context: Context): Promise<void> {
  const [{ openSession }, { takeInput }, { planStages }, { pointingAtSettings }, { statusLocal }] =
    await Promise.all([
      import('../session.js'),
      import('../take-input.js'),
      import('../run-stages.js'),
      import('../point-at-setting.js'),
      import('../../delivery/rollout/local-state.js'),
    ]);
  const session = await takeInput(await openSession(options, context), context, false);
  const goal = session.project.deploy === undefined ? 'package' : 'deploy';
  const plan = await pointingAtSettings(session.project, () =>
    planStages(goal, {}, { session, context }),
  );
  const [last] = await session.records.list();
  const serving = await statusLocal(session.root);

  if (options.json === true) {
    writeJson(context, 'mlx.status/1', {
      project: session.project.name,
      stages: plan.map(({ stage, state, reason }) => ({
        stage: stage.name,
        upToDate: state === 'fresh',
        reason,
      })),
      lastRun: last === undefined ? null : { run: last.id, outcome: last.outcome },
      serving:
        serving.state === 'running'
          ? { url: serving.url, version: serving.server.version, ready: serving.ready }
          : null,
    });
    return;
  }
  writeTable(context, options, {
    head: ['stage', 'state', 'why'],
    rows: plan.map(({ stage, state, reason }) => [
      stage.name,
      state === 'fresh' ? 'up to date' : 'to run',
      reason,
    ]),
  });
  const run = last === undefined ? 'none' : `${last.id} · ${last.command} · ${last.outcome}`;
  const served =
    serving.state === 'running' ? `${serving.url} · ${serving.server.version}` : 'nothing';
  context.stdout.write(`\nlast run  ${run}\nserving   ${served}\n`);
}

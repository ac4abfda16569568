import type { PlannedStage } from '../../pipeline/plan-pipeline.js';
import type { CommonOptions, ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { pointingAtSettings } from '../point-at-setting.js';
import { planStages, runStages } from '../run-stages.js';
import type { Session } from '../session.js';

/** The plan up to ingest, after which its artifact is there: ingest is run when it is not up to date. */
export async function projectPlan(
  session: Session,
  options: ProjectOptions & CommonOptions,
  context: Context,
): Promise<readonly PlannedStage[]> {
  const world = { session, context };
  return pointingAtSettings(session.project, async () => {
    const plan = await planStages('ingest', {}, world);
    if (plan.every(({ state }) => state !== 'stale')) return plan;
    const wish = { ...options, force: false, progress: 'auto' } as const;
    return (await runStages({ goal: 'ingest', command: 'profile' }, wish, world)).plan;
  });
}

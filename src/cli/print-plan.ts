import type { PlannedStage } from '../pipeline/plan-pipeline.js';
import type { CommonOptions } from './common-options.js';
import type { Context } from './context.js';
import { writeJson, writeTable } from './output.js';
import type { Session } from './session.js';

/** Prints what would run and why, as a table or as `mlx.plan/1`. */
export function printPlan(
  plan: readonly PlannedStage[],
  options: CommonOptions,
  { session, context }: { readonly session: Session; readonly context: Context },
): void {
  if (options.json === true) {
    writeJson(context, 'mlx.plan/1', {
      project: session.project.name,
      changes: plan.some(({ state }) => state === 'stale'),
      stages: plan.map(({ stage, state, reason, fingerprint }) => ({
        stage: stage.name,
        action: state === 'fresh' ? 'reuse' : 'run',
        reason,
        fingerprint,
      })),
    });
    return;
  }
  writeTable(context, options, {
    head: ['stage', 'action', 'why'],
    rows: plan.map(({ stage, state, reason }) => [
      stage.name,
      state === 'fresh' ? 'reuse' : 'run',
      reason,
    ]),
  });
}

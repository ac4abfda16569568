import { MlxError } from '../errors/index.js';
import type { PlannedStage } from '../pipeline/plan-pipeline.js';

/** With `--only`, nothing but the goal may run: its inputs must be there already. */
export function requireFreshInputs(plan: readonly PlannedStage[], goal: string): void {
  const stale = plan.filter(({ stage, state }) => stage.name !== goal && state === 'stale');
  const [first] = stale;
  if (first === undefined) return;
  const names = stale.map(({ stage }) => stage.name).join(', ');
  throw new MlxError(
    'stage/input-stale',
    `\`--only\` runs ${goal} alone, but ${names} must run first (${first.stage.name}: ${first.reason})`,
    {
      hints: [`Run \`mlx ${goal}\` without \`--only\` to do what it needs first`],
    },
  );
}

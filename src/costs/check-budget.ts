import { MlxError, type Problem } from '../errors/index.js';
import type { Project } from '../project/project.js';
import type { RunCost } from './cost-of-run.js';

/**
 * Refuses a run that costs more than a `cost_usd` requirement allows, or whose cost nobody can know because a
 * price is missing. Carries the place of each requirement that breaks.
 */
export function checkBudget(project: Project, cost: RunCost): void {
  if (cost.stages.every(({ state }) => state === 'reused')) return;
  const problems = project.requirements.flatMap(({ cost_usd }, index): Problem[] => {
    if (cost_usd === undefined) return [];
    const place = project.placeOf(['requirements', index]);
    if (!cost.priced) {
      return [
        {
          code: 'cost/no-price',
          message: `What the run costs is not known: ${unpriced(cost).join(', ')} ran without a price`,
          place,
          hints: [
            'Add `cost: { price: { usd_per_hour: …, as_of: YYYY-MM-DD } }`, or a `price` to the target',
          ],
        },
      ];
    }
    if (cost.usd <= cost_usd.max) return [];
    return [
      {
        code: 'cost/over-budget',
        message: `The run cost $${cost.usd.toFixed(4)}, more than the $${cost_usd.max} it may`,
        place,
        hints: ['`mlx cost-report` shows where it went'],
      },
    ];
  });
  if (problems.length === 0) return;
  throw new MlxError('cost/over-budget', `Run ${cost.run} breaks its budget`, { problems });
}

function unpriced({ stages }: RunCost): string[] {
  return stages
    .filter(({ state, usd }) => state !== 'reused' && usd === undefined)
    .map(({ stage }) => stage);
}

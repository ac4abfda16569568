import type { Pruner } from './pruner.js';
import { asLosses, type LossCurve } from './pruning/values.js';
import { chanceOfHigher } from './pruning/wilcoxon.js';

const mostChance = 0.1;
const fewestSteps = 2;

/**
 * For steps that can be compared pair by pair, such as folds: stops a trial of which a one-sided signed-rank test says, on the folds
 * done so far, that it is worse than the best complete trial (p < 0.1, the rule of Optuna's WilcoxonPruner). It needs 4 folds.
 */
export const wilcoxon: Pruner = {
  name: 'wilcoxon',
  summary: 'for folds: stops what a paired test says will not beat the best; from the 4th fold on',
  prunes(trial, others, request) {
    const own = asLosses(trial, request);
    const best = bestOf(others.map((other) => asLosses(other, request)));
    if (best === undefined || !isWhole(own) || !isWhole(best)) return false;
    const there = new Map(best.steps.map(({ step, loss }) => [step, loss]));
    const differences = own.steps.flatMap(({ step, loss }) => {
      const other = there.get(step);
      return other === undefined ? [] : [loss - other];
    });
    if (differences.length < fewestSteps) return false;
    // What is better on the average is never stopped, whatever the ranks say.
    return chanceOfHigher(differences) < mostChance && meanOf(own) > meanOf(best);
  },
};

function bestOf(curves: readonly LossCurve[]): LossCurve | undefined {
  return curves
    .filter(({ state, steps }) => state === 'complete' && steps.length > 0)
    .reduce<LossCurve | undefined>(
      (best, one) => (best === undefined || meanOf(one) < meanOf(best) ? one : best),
      undefined,
    );
}

function isWhole({ steps }: LossCurve): boolean {
  return steps.every(({ loss }) => Number.isFinite(loss));
}

function meanOf({ steps }: LossCurve): number {
  return steps.reduce((sum, { loss }) => sum + loss, 0) / steps.length;
}

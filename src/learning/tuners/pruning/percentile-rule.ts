import type { PruneRequest, TrialCurve } from '../pruner.js';
import { quantileOf, signOf } from './values.js';

/** Complete trials that it compares with, before it stops any: as Optuna has it. */
const startTrials = 5;

/**
 * Whether a trial's best value so far is worse than that share of the complete trials had at the same step: Optuna's
 * PercentilePruner with its defaults (after 5 complete trials, from the first step on).
 */
export function isBelowShare(
  trial: TrialCurve,
  others: readonly TrialCurve[],
  { share, ...request }: PruneRequest & { readonly share: number },
): boolean {
  const last = trial.steps.at(-1);
  const complete = others.filter(({ state }) => state === 'complete');
  if (last === undefined || complete.length < startTrials) return false;
  const sign = signOf(request);
  const reached = trial.steps
    .map(({ value }) => sign * value)
    .filter((loss) => !Number.isNaN(loss));
  if (reached.length === 0) return true;
  const there = complete
    .map(({ steps }) => sign * (steps.find(({ step }) => step === last.step)?.value ?? Number.NaN))
    .filter((loss) => !Number.isNaN(loss));
  return there.length > 0 && Math.min(...reached) > quantileOf(there, share);
}

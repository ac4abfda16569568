import type { PruneRequest, TrialCurve } from '../pruner.js';
import { signOf } from './values.js';

export interface Ladder {
  /** Step of the first rung. */
  readonly first: number;
  /** How many trials a rung keeps one of, and how much further up the next one is. */
  readonly factor: number;
}

/**
 * Whether a trial that has just reached a rung is not among the best of those that reached it before: asynchronous successive
 * halving (Li et al., 2020), by Optuna's rule. Of fewer trials than the factor only the best goes on.
 */
export function isHalved(
  trial: TrialCurve,
  others: readonly TrialCurve[],
  { first, factor, ...request }: PruneRequest & Ladder,
): boolean {
  const last = trial.steps.at(-1);
  if (last === undefined) return false;
  const sign = signOf(request);
  const own = sign * last.value;
  const before = trial.steps.at(-2)?.step ?? 0;
  for (let rung = first; rung <= last.step; rung *= factor) {
    if (rung <= before) continue;
    if (Number.isNaN(own)) return true;
    const reached = [own, ...reachedBy(others, rung, sign)].sort((a, b) => a - b);
    const kept = Math.max(1, Math.floor(reached.length / factor));
    if (own > (reached[kept - 1] as number)) return true;
  }
  return false;
}

/** What others had at the first step that they reported at a rung or after it. */
function reachedBy(others: readonly TrialCurve[], rung: number, sign: number): readonly number[] {
  return others.flatMap(({ steps }) => {
    const value = steps.find(({ step }) => step >= rung)?.value;
    return value === undefined || Number.isNaN(value) ? [] : [sign * value];
  });
}

/** The most steps that a complete trial made; undefined when there is none yet. */
export function longestOf(others: readonly TrialCurve[]): number | undefined {
  const lengths = others
    .filter(({ state }) => state === 'complete')
    .flatMap(({ steps }) => steps.at(-1)?.step ?? []);
  return lengths.length === 0 ? undefined : Math.max(...lengths);
}

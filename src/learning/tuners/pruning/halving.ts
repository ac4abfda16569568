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
    const reached = [own];
    for (const { steps } of others) {
      // The first value that was reported at the rung or after it.
      const value = steps.find(({ step }) => step >= rung)?.value;
      if (value !== undefined && !Number.isNaN(value)) reached.push(sign * value);
    }
    const kept = Math.max(1, Math.floor(reached.length / factor));
    const worstKept = reached.sort((a, b) => a - b)[kept - 1] as number;
    if (own > worstKept) return true;
  }
  return false;
}

/** The most steps that a complete trial made; undefined when there is none yet. */
export function longestOf(others: readonly TrialCurve[]): number | undefined {
  const lengths = others
    .filter(({ state }) => state === 'complete')
    .flatMap(({ steps }) => steps.at(-1)?.step ?? []);
  return lengths.length === 0 ? undefined : Math.max(...lengths);
}

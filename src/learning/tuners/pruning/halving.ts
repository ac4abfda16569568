import type { PruneRequest, TrialCurve } from '../pruner.js';
import { asLosses, type LossCurve } from './values.js';

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
  const own = asLosses(trial, request);
  const last = own.steps.at(-1);
  if (last === undefined) return false;
  const before = own.steps.at(-2)?.step ?? 0;
  const rivals = others.map((other) => asLosses(other, request));
  for (let rung = first; rung <= last.step; rung *= factor) {
    if (rung <= before) continue;
    if (Number.isNaN(last.loss)) return true;
    const reached = [last.loss];
    for (const rival of rivals) {
      const loss = lossOnReaching(rival, rung);
      if (loss !== undefined) reached.push(loss);
    }
    const kept = Math.max(1, Math.floor(reached.length / factor));
    const worstKept = reached.sort((a, b) => a - b)[kept - 1] as number;
    if (last.loss > worstKept) return true;
  }
  return false;
}

/** The loss at the first step that was reported at a rung or after it; none for a loss that is not a number. */
function lossOnReaching({ steps }: LossCurve, rung: number): number | undefined {
  const loss = steps.find(({ step }) => step >= rung)?.loss;
  return Number.isNaN(loss) ? undefined : loss;
}

/** The most steps that a complete trial made; undefined when there is none yet. */
export function longestOf(others: readonly TrialCurve[]): number | undefined {
  const lengths = others
    .filter(({ state }) => state === 'complete')
    .flatMap(({ steps }) => steps.at(-1)?.step ?? []);
  return lengths.length === 0 ? undefined : Math.max(...lengths);
}

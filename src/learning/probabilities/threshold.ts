import type { Predictions } from '../../contracts/model.js';
import type { Truth } from '../metrics/metric.js';
import { cumulate, rankingOf } from '../metrics/ranking.js';

/** How rows fall when the positive class is decided from a threshold on, by weight. */
export interface Outcomes {
  readonly hits: number;
  readonly falseAlarms: number;
  readonly misses: number;
  readonly rightlyNot: number;
}

/**
 * The threshold on the positive class's probability for which `worth` is largest on these rows: halfway between two
 * scores, so that neither is on the edge. Of equally good ones the nearest to `near`. Above 1 when nothing should count as positive.
 */
export function bestThreshold(
  truth: Truth,
  predictions: Predictions,
  { worth, near }: { readonly worth: (outcomes: Outcomes) => number; readonly near: number },
): number {
  const ranking = rankingOf(truth, predictions, 1);
  const { hits, falseAlarms } = cumulate(ranking, truth.weights);
  const groups = ranking.thresholds.length;
  const positives = hits[groups - 1] ?? 0;
  const negatives = falseAlarms[groups - 1] ?? 0;
  let best = { threshold: near, worth: -Infinity };
  // With `taken` groups of equal scores above the threshold.
  for (let taken = 0; taken <= groups; taken++) {
    const hit = taken === 0 ? 0 : (hits[taken - 1] as number);
    const alarm = taken === 0 ? 0 : (falseAlarms[taken - 1] as number);
    const value = worth({
      hits: hit,
      falseAlarms: alarm,
      misses: positives - hit,
      rightlyNot: negatives - alarm,
    });
    const threshold = between(ranking.thresholds[taken - 1], ranking.thresholds[taken], near);
    const isNearer = Math.abs(threshold - near) < Math.abs(best.threshold - near);
    if (value > best.worth || (value === best.worth && isNearer))
      best = { threshold, worth: value };
  }
  return best.threshold;
}

/** `near` itself where it parts the two scores, else their middle. */
function between(above: number | undefined, below: number | undefined, near: number): number {
  const high = above ?? (below === 1 ? 1 + 2 * Number.EPSILON : 1);
  const low = below ?? 0;
  if (near > low && near <= high) return near;
  if (below === undefined) return above as number;
  const middle = low + (high - low) / 2;
  return middle > low ? middle : high;
}

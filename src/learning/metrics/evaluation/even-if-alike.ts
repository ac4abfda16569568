import { unitsOf } from '../drawn-weights.js';
import type { Score, Truth } from '../metric.js';
import type { Interval } from './evaluation.js';

/**
 * The interval of a share of nothing or all. All its resamples are alike, which says nothing of how sure it is: of n rows without a fault
 * still one in so many may be wrong (Clopper & Pearson, "The use of confidence or fiducial limits", 1934). Other intervals are as they were.
 */
export function evenIfAlike(
  interval: Interval,
  score: Score,
  { truth, level }: { readonly truth: Truth; readonly level: number },
): Interval {
  const [low, high] = interval;
  if (low !== high || score.value === null || score.of === undefined) return interval;
  if (low !== score.value || (low !== 0 && low !== 1)) return interval;
  const total = truth.weights?.reduce((sum, each) => sum + each, 0) ?? truth.values.length;
  const units = (score.of / total) * unitsOf(truth);
  const least = ((1 - level) / 2) ** (1 / units);
  return low === 1 ? [least, 1] : [0, 1 - least];
}

import { unitsOf, unitWeights } from '../drawn-weights.js';
import type { Score, Truth } from '../metric.js';
import type { Interval } from './evaluation.js';

/**
 * The interval of a share of nothing or all. All its resamples are alike, which says nothing of how sure it is: of n rows without a fault
 * still one in so many may be wrong (Clopper & Pearson, "The use of confidence or fiducial limits", 1934). Of a mean of shares the ends are
 * the means of theirs; rows of different weights count as Kish's effective number of rows. Other intervals are as they were.
 */
export function evenIfAlike(
  interval: Interval,
  { value, of }: { readonly value: number | null } & Pick<Score & { value: number }, 'of'>,
  { truth, level }: { readonly truth: Truth; readonly level: number },
): Interval {
  const [low, high] = interval;
  if (value === null || of === undefined || of.length === 0 || high - low > nearly) return interval;
  const isAll = Math.abs(value - 1) <= nearly;
  if (!isAll && Math.abs(value) > nearly) return interval;
  const { total, units } = countedUnits(truth);
  const bounds = of.map((weight) =>
    // A share of no rows is what it is by definition.
    weight === 0 ? 1 : ((1 - level) / 2) ** (total / (weight * units)),
  );
  const least = bounds.reduce((sum, each) => sum + each, 0) / bounds.length;
  return isAll ? [least, 1] : [0, 1 - least];
}

/** What rounding of weights may make of resamples that are alike. */
const nearly = 1e-9;

/** The weight of all rows, and how many units of one weight would say as much: (Σw)² / Σw² (Kish 1965). */
function countedUnits(truth: Truth): { readonly total: number; readonly units: number } {
  if (truth.weights === undefined) return { total: truth.values.length, units: unitsOf(truth) };
  const weights = unitWeights(truth);
  const total = weights.reduce((sum, each) => sum + each, 0);
  return { total, units: total ** 2 / weights.reduce((sum, each) => sum + each ** 2, 0) };
}

import type { Random } from '../../../contracts/seeded-random.js';
import type { RankedFeature } from './forest-rows.js';
import { type DrawnRank, type Extent, noRank } from './node-search.js';

/**
 * A threshold drawn between the smallest and the largest value of a node (Geurts, Ernst & Wehenkel 2006); what is missing goes to a side
 * drawn as well.
 */
export function drawRank(
  { lowest, highest, sawMissing }: Extent,
  { values }: RankedFeature,
  random: Random,
): DrawnRank {
  if (lowest === highest) return { rank: highest, high: noRank, missingLeft: false };
  const rank = drawBetween(lowest, highest, { values, random });
  return { rank, high: rank + 1, missingLeft: sawMissing && random() < 0.5 };
}

/** The last rank whose value is not above a threshold drawn between those of `lowest` and `highest`. */
function drawBetween(
  lowest: number,
  highest: number,
  { values, random }: { readonly values: Float64Array; readonly random: Random },
): number {
  const from = values[lowest] as number;
  const threshold = from + random() * ((values[highest] as number) - from);
  let rank = lowest;
  let above = highest;
  while (above - rank > 1) {
    const middle = (rank + above) >> 1;
    if ((values[middle] as number) <= threshold) rank = middle;
    else above = middle;
  }
  return rank;
}

import type { Random } from '../../../contracts/seeded-random.js';
import type { RankedFeature } from './forest-rows.js';

/** A threshold by chance: ranks 1 … `rank` go left, missing values to a side drawn as well. Undefined when all rows are the same. */
export function drawnRank(
  {
    column,
    rows,
    start,
    end,
  }: {
    readonly column: Uint8Array;
    readonly rows: Uint32Array;
    readonly start: number;
    readonly end: number;
  },
  { values }: RankedFeature,
  random: Random,
): DrawnRank | undefined {
  let lowest = 256;
  let highest = 0;
  let sawMissing = false;
  for (let at = start; at < end; at++) {
    const rank = column[rows[at] as number] as number;
    if (rank === 0) {
      sawMissing = true;
      continue;
    }
    if (rank < lowest) lowest = rank;
    if (rank > highest) highest = rank;
  }
  if (highest === 0 || (lowest === highest && !sawMissing)) return undefined;
  if (lowest === highest) return { rank: highest, missingLeft: false, sawMissing, isLast: true };
  const from = values[lowest] as number;
  const threshold = from + random() * ((values[highest] as number) - from);
  let rank = lowest;
  let above = highest;
  while (above - rank > 1) {
    const middle = (rank + above) >> 1;
    if ((values[middle] as number) <= threshold) rank = middle;
    else above = middle;
  }
  return { rank, missingLeft: sawMissing && random() < 0.5, sawMissing, isLast: false };
}

interface DrawnRank {
  readonly rank: number;
  readonly missingLeft: boolean;
  readonly sawMissing: boolean;
  /** Everything that is not missing goes left. */
  readonly isLast: boolean;
}

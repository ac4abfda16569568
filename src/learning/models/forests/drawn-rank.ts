import type { Random } from '../../../contracts/seeded-random.js';
import type { Column, Range } from './bag.js';
import type { RankedFeature } from './forest-rows.js';

/** A threshold by chance: ranks 1 … `rank` go left. */
export interface DrawnRank {
  readonly rank: number;
  readonly missingLeft: boolean;
  readonly sawMissing: boolean;
  /** Everything that is not missing goes left. */
  readonly isLast: boolean;
}

/** Draws thresholds between the smallest and the largest value of a node; what is missing goes to a side drawn as well. */
export class RankDraw {
  /** By rank: 1 when the last draw sends it left. */
  readonly isLeft = new Uint8Array(256);
  readonly #bits = new Int32Array(8);

  /** Undefined when all rows have the same value. */
  of(
    { ranks, from, rows, start, end }: Column & Range & { readonly rows: Int32Array },
    { values }: RankedFeature,
    random: Random,
  ): DrawnRank | undefined {
    const bits = this.#bits.fill(0);
    for (let at = start; at < end; at++) {
      const rank = ranks[from + (rows[at] as number)] as number;
      bits[rank >> 5] = (bits[rank >> 5] as number) | (1 << (rank & 31));
    }
    const sawMissing = ((bits[0] as number) & 1) === 1;
    bits[0] = (bits[0] as number) & ~1;
    const highest = this.#highest();
    if (highest < 0) return undefined;
    const lowest = this.#lowest();
    if (lowest === highest && !sawMissing) return undefined;
    const isLast = lowest === highest;
    const rank = isLast ? highest : drawBetween(lowest, highest, { values, random });
    const missingLeft = !isLast && sawMissing && random() < 0.5;
    this.isLeft.fill(0).fill(1, 1, rank + 1);
    this.isLeft[0] = missingLeft ? 1 : 0;
    return { rank, missingLeft, sawMissing, isLast };
  }

  #highest(): number {
    for (let word = 7; word >= 0; word--) {
      const bits = this.#bits[word] as number;
      if (bits !== 0) return (word << 5) + 31 - Math.clz32(bits);
    }
    return -1;
  }

  #lowest(): number {
    for (let word = 0; word < 8; word++) {
      const bits = this.#bits[word] as number;
      if (bits !== 0) return (word << 5) + 31 - Math.clz32(bits & -bits);
    }
    return -1;
  }
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

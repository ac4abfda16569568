import type { Range } from './bag.js';

/** The best question found for a node so far: ranks 1 … `low` against `high` …, with nobody between them. */
export interface FoundSplit {
  /** −1 when there is none. */
  feature: number;
  low: number;
  high: number;
  missingLeft: boolean;
  /** Whether rows with a missing value had a say in that. */
  sawMissing: boolean;
  /** Sum over both sides of Σ(sums²) / weight: the larger the purer. */
  score: number;
}

/** `high` when all rows that are not missing go left. */
export const noRank = 256;

/** Looks for splits of one node, feature by feature. */
export interface SplitSearch {
  /** Prepares for a node; false when all its rows have the same target. */
  open(range: Range): boolean;
  /** Weight of the node. */
  readonly weight: number;
  /** What {@link FoundSplit.score} would be without a split. */
  readonly score: number;
  /** Looks at a feature and keeps the split in `found` when it is better; false when it is the same in all rows. */
  look(feature: number, found: FoundSplit): boolean;
  /** Writes the answer of the node as a leaf: the mean of the target, or the share of each class. */
  answer(into: Float64Array): void;
}

/** The ranks from 1 on that rows of a node have, in order, of which `count` are valid. */
export class Occupied {
  readonly ranks = new Uint8Array(256);
  /** A bit for each rank, which the reader sets and {@link fromBits} clears. */
  readonly bits = new Int32Array(8);
  count = 0;

  /** Of few rows: without looking at all ranks. */
  fromBits(): void {
    let count = 0;
    for (let word = 0; word < 8; word++) {
      let bits = this.bits[word] as number;
      this.bits[word] = 0;
      while (bits !== 0) {
        const lowest = bits & -bits;
        const rank = (word << 5) + 31 - Math.clz32(lowest);
        bits ^= lowest;
        if (rank > 0) this.ranks[count++] = rank;
      }
    }
    this.count = count;
  }

  /** Of many rows: every second number is a weight, above 0 where a rank has rows. */
  fromSums(sums: Float64Array, last: number): void {
    const { ranks } = this;
    let count = 0;
    for (let rank = 1; rank <= last; rank++) {
      // Written in any case: whether a rank has rows cannot be foreseen.
      ranks[count] = rank;
      count += (sums[2 * rank] as number) > 0 ? 1 : 0;
    }
    this.count = count;
  }
}

/** Nodes of fewer rows are read with a bit for each rank. */
export const fewRows = 160;

import type { Random } from '../../../contracts/seeded-random.js';
import type { Bag, Range } from './bag.js';
import { drawnRank } from './drawn-rank.js';
import type { RankedFeature } from './forest-rows.js';
import { type FoundSplit, fewRows, Occupied, type SplitSearch } from './split.js';

export interface SearchOptions {
  /** Fewest rows on either side, each counted once however often it was drawn. */
  readonly minLeaf: number;
  /** Draws one threshold for each feature (extra trees) instead of trying them all. */
  readonly drawn?: Random;
}

/**
 * Splits for a number, or for two classes as 0 and 1, where the variance is half of Gini's impurity. A histogram of the node's rows for each
 * feature, then every threshold with what is missing on either side.
 */
export class NumberSplits implements SplitSearch {
  weight = 0;
  score = 0;
  readonly #bag: Bag;
  readonly #columns: readonly Uint8Array[];
  readonly #features: readonly RankedFeature[];
  readonly #options: SearchOptions;
  /** Weight and sum of each rank, by turns. All 0 between looks. */
  readonly #sums = new Float64Array(512);
  readonly #counts = new Uint32Array(256);
  readonly #occupied = new Occupied();
  #range: Range = { start: 0, end: 0 };
  #sum = 0;

  constructor(
    bag: Bag,
    {
      columns,
      features,
    }: { readonly columns: readonly Uint8Array[]; readonly features: readonly RankedFeature[] },
    options: SearchOptions,
  ) {
    this.#bag = bag;
    this.#columns = columns;
    this.#features = features;
    this.#options = options;
  }

  open(range: Range): boolean {
    const { weight, value } = this.#bag;
    const first = (value[range.start] as number) / (weight[range.start] as number);
    let [total, sum] = [0, 0];
    let isPure = true;
    for (let at = range.start; at < range.end; at++) {
      const share = weight[at] as number;
      const part = value[at] as number;
      total += share;
      sum += part;
      if (isPure && part / share !== first) isPure = false;
    }
    this.#range = range;
    this.weight = total;
    this.#sum = sum;
    this.score = (sum * sum) / total;
    return !isPure;
  }

  look(feature: number, found: FoundSplit): boolean {
    if (this.#options.drawn !== undefined) return this.#lookAtDrawn(feature, found);
    this.#fill(feature);
    const sums = this.#sums;
    const { minLeaf } = this.#options;
    const counts = this.#counts;
    const { ranks, count } = this.#occupied;
    const missingWeight = sums[0] as number;
    const missingSum = sums[1] as number;
    const missingRows = counts[0] as number;
    const isConstant = count + (missingWeight > 0 ? 1 : 0) < 2;
    const all = this.#range.end - this.#range.start;
    const total = this.weight;
    const sum = this.#sum;
    let [weight, part, rows] = [0, 0, 0];
    for (let at = 0; at < count; at++) {
      const rank = ranks[at] as number;
      weight += sums[2 * rank] as number;
      part += sums[2 * rank + 1] as number;
      rows += counts[rank] as number;
      sums[2 * rank] = 0;
      sums[2 * rank + 1] = 0;
      counts[rank] = 0;
      if (isConstant) continue;
      const isLast = at === count - 1;
      if (isLast && missingWeight === 0) continue;
      const rest = total - weight;
      if (rows >= minLeaf && all - rows >= minLeaf && rest > 0) {
        const score = (part * part) / weight + ((sum - part) * (sum - part)) / rest;
        if (score > found.score) {
          keep(found, feature, { rank, next: ranks[at + 1] as number, isLast, score });
          found.missingLeft = false;
          found.sawMissing = missingWeight > 0;
        }
      }
      if (missingWeight === 0 || isLast) continue;
      const withMissing = weight + missingWeight;
      const without = total - withMissing;
      const enough = rows + missingRows >= minLeaf && all - rows - missingRows >= minLeaf;
      if (!enough || !(without > 0)) continue;
      const both = part + missingSum;
      const score = (both * both) / withMissing + ((sum - both) * (sum - both)) / without;
      if (score > found.score) {
        keep(found, feature, { rank, next: ranks[at + 1] as number, isLast, score });
        found.missingLeft = true;
        found.sawMissing = true;
      }
    }
    sums[0] = 0;
    sums[1] = 0;
    counts[0] = 0;
    return !isConstant;
  }

  answer(into: Float64Array): void {
    into[0] = this.#sum / this.weight;
  }

  #fill(feature: number): void {
    const { start, end } = this.#range;
    const { rows, weight, value } = this.#bag;
    const column = this.#columns[feature] as Uint8Array;
    const sums = this.#sums;
    const counts = this.#counts;
    const occupied = this.#occupied;
    if (end - start < fewRows) {
      const { bits } = occupied;
      for (let at = start; at < end; at++) {
        const rank = column[rows[at] as number] as number;
        sums[2 * rank] = (sums[2 * rank] as number) + (weight[at] as number);
        sums[2 * rank + 1] = (sums[2 * rank + 1] as number) + (value[at] as number);
        counts[rank] = (counts[rank] as number) + 1;
        bits[rank >> 5] = (bits[rank >> 5] as number) | (1 << (rank & 31));
      }
      occupied.fromBits();
      return;
    }
    for (let at = start; at < end; at++) {
      const rank = column[rows[at] as number] as number;
      sums[2 * rank] = (sums[2 * rank] as number) + (weight[at] as number);
      sums[2 * rank + 1] = (sums[2 * rank + 1] as number) + (value[at] as number);
      counts[rank] = (counts[rank] as number) + 1;
    }
    const { count } = this.#features[feature] as RankedFeature;
    let used = 0;
    for (let rank = 1; rank <= count; rank++) {
      if ((counts[rank] as number) > 0) occupied.ranks[used++] = rank;
    }
    occupied.count = used;
  }

  /** Geurts, Ernst & Wehenkel 2006: a threshold drawn between the smallest and the largest value of the node. */
  #lookAtDrawn(feature: number, found: FoundSplit): boolean {
    const { start, end } = this.#range;
    const { rows, weight, value } = this.#bag;
    const column = this.#columns[feature] as Uint8Array;
    const draw = drawnRank(
      { column, rows, start, end },
      this.#features[feature] as RankedFeature,
      this.#options.drawn as Random,
    );
    if (draw === undefined) return false;
    const { rank: threshold, missingLeft, sawMissing, isLast } = draw;
    let [left, part, count] = [0, 0, 0];
    for (let at = start; at < end; at++) {
      const rank = column[rows[at] as number] as number;
      if (rank === 0 ? !missingLeft : rank > threshold) continue;
      left += weight[at] as number;
      part += value[at] as number;
      count++;
    }
    const { minLeaf } = this.#options;
    const rest = this.weight - left;
    if (count < minLeaf || end - start - count < minLeaf || !(rest > 0) || !(left > 0)) return true;
    const other = this.#sum - part;
    const score = (part * part) / left + (other * other) / rest;
    if (score > found.score) {
      keep(found, feature, { rank: threshold, next: threshold + 1, isLast, score });
      found.missingLeft = missingLeft;
      found.sawMissing = sawMissing;
    }
    return true;
  }
}

/** `isLast`: everything that is not missing goes left. */
export function keep(
  found: FoundSplit,
  feature: number,
  {
    rank,
    next,
    isLast,
    score,
  }: {
    readonly rank: number;
    readonly next: number;
    readonly isLast: boolean;
    readonly score: number;
  },
): void {
  found.feature = feature;
  found.low = rank;
  found.high = isLast ? 256 : next;
  found.score = score;
}

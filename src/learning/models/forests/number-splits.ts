import type { Random } from '../../../contracts/seeded-random.js';
import type { Bag, Column, Range } from './bag.js';
import { type DrawnRank, RankDraw } from './drawn-rank.js';
import type { RankedFeature } from './forest-rows.js';
import type { RankView } from './rank-view.js';
import { type FoundSplit, fewRows, noRank, Occupied, type SplitSearch } from './split.js';

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
  readonly #view: RankView;
  readonly #features: readonly RankedFeature[];
  readonly #options: SearchOptions;
  /** Weight and sum of each rank, by turns. All 0 between looks, as are the counts, which only `minLeaf` needs. */
  readonly #sums = new Float64Array(512);
  readonly #counts = new Uint32Array(256);
  readonly #occupied = new Occupied();
  readonly #draw = new RankDraw();
  #range: Range = { start: 0, end: 0 };
  #sum = 0;

  constructor(
    bag: Bag,
    { view, features }: { readonly view: RankView; readonly features: readonly RankedFeature[] },
    options: SearchOptions,
  ) {
    this.#bag = bag;
    this.#view = view;
    this.#features = features;
    this.#options = options;
  }

  open(range: Range): boolean {
    const { weight, value } = this.#bag;
    const first = (value[range.start] as number) / (weight[range.start] as number);
    let total = 0;
    let sum = 0;
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
    const { count } = this.#occupied;
    const isMissing = (sums[0] as number) > 0;
    const isConstant = count + (isMissing ? 1 : 0) < 2;
    if (!isConstant) {
      this.#scan(feature, found, false);
      if (isMissing) this.#scan(feature, found, true);
    }
    this.#clear();
    return !isConstant;
  }

  /** Tries every threshold; with `missingLeft` the rows that miss a value are on the left, else on the right. */
  #scan(feature: number, found: FoundSplit, missingLeft: boolean): void {
    const sums = this.#sums;
    const { ranks, count } = this.#occupied;
    const isMissing = (sums[0] as number) > 0;
    const limits = this.#limits(missingLeft);
    let { weight, part } = limits;
    const total = this.weight;
    const sum = this.#sum;
    const last = isMissing && !missingLeft ? count : count - 1;
    let best = found.score;
    let bestAt = -1;
    for (let at = 0; at < last; at++) {
      const rank = ranks[at] as number;
      weight += sums[2 * rank] as number;
      part += sums[2 * rank + 1] as number;
      const rest = total - weight;
      const other = sum - part;
      const score = (part * part * rest + other * other * weight) / (weight * rest);
      if (!(score > best) || at < limits.from || at >= limits.end || rest <= 0) continue;
      best = score;
      bestAt = at;
    }
    if (bestAt < 0) return;
    found.feature = feature;
    found.low = ranks[bestAt] as number;
    found.high = bestAt === count - 1 ? noRank : (ranks[bestAt + 1] as number);
    found.score = best;
    found.missingLeft = missingLeft;
    found.sawMissing = isMissing;
  }

  /** What is on the left from the start, and the places in `occupied` where both sides have `minLeaf` rows. */
  #limits(missingLeft: boolean): {
    readonly weight: number;
    readonly part: number;
    readonly from: number;
    readonly end: number;
  } {
    const { ranks, count } = this.#occupied;
    const weight = missingLeft ? (this.#sums[0] as number) : 0;
    const part = missingLeft ? (this.#sums[1] as number) : 0;
    const { minLeaf } = this.#options;
    if (minLeaf === 1) return { weight, part, from: 0, end: count };
    const mostRows = this.#range.end - this.#range.start - minLeaf;
    let rows = missingLeft ? (this.#counts[0] as number) : 0;
    let from = count;
    let end = 0;
    for (let at = 0; at < count; at++) {
      rows += this.#counts[ranks[at] as number] as number;
      if (rows >= minLeaf && at < from) from = at;
      if (rows <= mostRows) end = at + 1;
    }
    return { weight, part, from, end };
  }

  #clear(): void {
    const sums = this.#sums;
    const { ranks, count } = this.#occupied;
    for (let at = 0; at < count; at++) {
      const rank = ranks[at] as number;
      sums[2 * rank] = 0;
      sums[2 * rank + 1] = 0;
    }
    sums[0] = 0;
    sums[1] = 0;
    if (this.#options.minLeaf > 1) this.#counts.fill(0);
  }

  answer(into: Float64Array): void {
    into[0] = this.#sum / this.weight;
  }

  #fill(feature: number): void {
    const { start, end } = this.#range;
    const from = feature * this.#view.stride;
    if (this.#options.minLeaf > 1) this.#countRows(from);
    const occupied = this.#occupied;
    if (end - start < fewRows) {
      this.#fillFromFew(from);
      occupied.fromBits();
      return;
    }
    addUp({ ranks: this.#view.ranks, from, start, end }, this.#bag, this.#sums);
    occupied.fromSums(this.#sums, (this.#features[feature] as RankedFeature).count);
  }

  #fillFromFew(from: number): void {
    const { ranks: all } = this.#view;
    const { start, end } = this.#range;
    const { rows, weight, value } = this.#bag;
    const sums = this.#sums;
    const { bits } = this.#occupied;
    for (let at = start; at < end; at++) {
      const rank = all[from + (rows[at] as number)] as number;
      const cell = rank << 1;
      sums[cell] = (sums[cell] as number) + (weight[at] as number);
      sums[cell + 1] = (sums[cell + 1] as number) + (value[at] as number);
      bits[rank >> 5] = (bits[rank >> 5] as number) | (1 << (rank & 31));
    }
  }

  #countRows(from: number): void {
    const { ranks: all } = this.#view;
    const { rows } = this.#bag;
    const counts = this.#counts;
    for (let at = this.#range.start; at < this.#range.end; at++) {
      const rank = all[from + (rows[at] as number)] as number;
      counts[rank] = (counts[rank] as number) + 1;
    }
  }

  /** Geurts, Ernst & Wehenkel 2006: a threshold drawn between the smallest and the largest value of the node. */
  #lookAtDrawn(feature: number, found: FoundSplit): boolean {
    const { start, end } = this.#range;
    const { rows, weight, value } = this.#bag;
    const { ranks: all, stride } = this.#view;
    const from = feature * stride;
    const draw = this.#draw.of(
      { ranks: all, from, rows, start, end },
      this.#features[feature] as RankedFeature,
      this.#options.drawn as Random,
    );
    if (draw === undefined) return false;
    const { isLeft } = this.#draw;
    let left = 0;
    let part = 0;
    let count = 0;
    for (let at = start; at < end; at++) {
      // Multiplied and not asked: whether a row is on the left cannot be foreseen.
      const goes = isLeft[all[from + (rows[at] as number)] as number] as number;
      left += goes * (weight[at] as number);
      part += goes * (value[at] as number);
      count += goes;
    }
    const { minLeaf } = this.#options;
    const rest = this.weight - left;
    if (count < minLeaf || end - start - count < minLeaf || !(rest > 0) || !(left > 0)) return true;
    const other = this.#sum - part;
    const score = (part * part) / left + (other * other) / rest;
    if (score > found.score) keepDrawn(found, draw, { feature, score });
    return true;
  }
}

/** Adds weight and value of each row to those of its rank. */
function addUp(
  { ranks, from, start, end }: Column & Range,
  { rows, weight, value }: Bag,
  sums: Float64Array,
): void {
  for (let at = start; at < end; at++) {
    const cell = (ranks[from + (rows[at] as number)] as number) << 1;
    sums[cell] = (sums[cell] as number) + (weight[at] as number);
    sums[cell + 1] = (sums[cell + 1] as number) + (value[at] as number);
  }
}

/** A drawn split as the best so far. */
export function keepDrawn(
  found: FoundSplit,
  { rank, isLast, missingLeft, sawMissing }: DrawnRank,
  { feature, score }: { readonly feature: number; readonly score: number },
): void {
  found.feature = feature;
  found.low = rank;
  found.high = isLast ? noRank : rank + 1;
  found.missingLeft = missingLeft;
  found.sawMissing = sawMissing;
  found.score = score;
}

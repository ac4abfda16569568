import type { Random } from '../../../contracts/seeded-random.js';
import type { Bag, Range } from './bag.js';
import { RankDraw } from './drawn-rank.js';
import type { RankedFeature } from './forest-rows.js';
import { keepDrawn, type SearchOptions } from './number-splits.js';
import type { RankView } from './rank-view.js';
import { type FoundSplit, fewRows, noRank, Occupied, type SplitSearch } from './split.js';

/** Splits for several classes by Gini's impurity, as {@link NumberSplits} but with a weight for each class and rank. */
export class ClassSplits implements SplitSearch {
  weight = 0;
  score = 0;
  readonly #bag: Bag;
  readonly #view: RankView;
  readonly #features: readonly RankedFeature[];
  readonly #options: SearchOptions;
  readonly #classes: number;
  /** `[ranks, classes]`, all 0 between looks. */
  readonly #sums: Float64Array;
  readonly #counts = new Uint32Array(256);
  readonly #occupied = new Occupied();
  readonly #draw = new RankDraw();
  readonly #all: Float64Array;
  readonly #left: Float64Array;
  #range: Range = { start: 0, end: 0 };

  constructor(
    bag: Bag,
    {
      view,
      features,
      classes,
    }: {
      readonly view: RankView;
      readonly features: readonly RankedFeature[];
      readonly classes: number;
    },
    options: SearchOptions,
  ) {
    this.#bag = bag;
    this.#view = view;
    this.#features = features;
    this.#options = options;
    this.#classes = classes;
    this.#sums = new Float64Array(256 * classes);
    this.#all = new Float64Array(classes);
    this.#left = new Float64Array(classes);
  }

  open(range: Range): boolean {
    const { weight, value } = this.#bag;
    const all = this.#all.fill(0);
    let isPure = true;
    for (let at = range.start; at < range.end; at++) {
      const label = value[at] as number;
      all[label] = (all[label] as number) + (weight[at] as number);
      if (label !== value[range.start]) isPure = false;
    }
    let [total, squares] = [0, 0];
    for (const each of all) {
      total += each;
      squares += each * each;
    }
    this.#range = range;
    this.weight = total;
    this.score = squares / total;
    return !isPure;
  }

  look(feature: number, found: FoundSplit): boolean {
    if (this.#options.drawn !== undefined) return this.#lookAtDrawn(feature, found);
    this.#fill(feature);
    const { ranks, count } = this.#occupied;
    const missingRows = this.#counts[0] as number;
    const isConstant = count + (missingRows > 0 ? 1 : 0) < 2;
    if (!isConstant) {
      this.#scan(feature, found, 0);
      if (missingRows > 0) this.#scan(feature, found, missingRows);
    }
    for (let at = 0; at < count; at++) this.#clear(ranks[at] as number);
    this.#clear(0);
    return !isConstant;
  }

  answer(into: Float64Array): void {
    for (let k = 0; k < this.#classes; k++) into[k] = (this.#all[k] as number) / this.weight;
  }

  /** Tries every threshold; with `missingRows` above 0 those rows are on the left. */
  #scan(feature: number, found: FoundSplit, missingRows: number): void {
    const { ranks, count } = this.#occupied;
    const counts = this.#counts;
    const all = this.#range.end - this.#range.start;
    const { minLeaf } = this.#options;
    const someMissing = (counts[0] as number) > 0;
    this.#left.fill(0);
    if (missingRows > 0) this.#addRank(0);
    let rows = missingRows;
    const last = missingRows === 0 && someMissing ? count : count - 1;
    for (let at = 0; at < last; at++) {
      const rank = ranks[at] as number;
      this.#addRank(rank);
      rows += counts[rank] as number;
      if (rows < minLeaf || all - rows < minLeaf) continue;
      const score = this.#scoreOfLeft();
      if (!(score > found.score)) continue;
      found.feature = feature;
      found.low = rank;
      found.high = at === count - 1 ? noRank : (ranks[at + 1] as number);
      found.score = score;
      found.missingLeft = missingRows > 0;
      found.sawMissing = someMissing;
    }
  }

  #addRank(rank: number): void {
    const left = this.#left;
    const from = rank * left.length;
    for (let k = 0; k < left.length; k++) {
      left[k] = (left[k] as number) + (this.#sums[from + k] as number);
    }
  }

  #scoreOfLeft(): number {
    const left = this.#left;
    const all = this.#all;
    let [weight, squares, otherSquares] = [0, 0, 0];
    for (let k = 0; k < left.length; k++) {
      const part = left[k] as number;
      const other = (all[k] as number) - part;
      weight += part;
      squares += part * part;
      otherSquares += other * other;
    }
    const rest = this.weight - weight;
    return rest > 0 && weight > 0 ? squares / weight + otherSquares / rest : -Infinity;
  }

  #clear(rank: number): void {
    const from = rank * this.#classes;
    this.#sums.fill(0, from, from + this.#classes);
    this.#counts[rank] = 0;
  }

  #fill(feature: number): void {
    const { start, end } = this.#range;
    const { rows, weight, value } = this.#bag;
    const { ranks: all, stride } = this.#view;
    const from = feature * stride;
    const classes = this.#classes;
    const sums = this.#sums;
    const counts = this.#counts;
    const occupied = this.#occupied;
    const { bits } = occupied;
    for (let at = start; at < end; at++) {
      const rank = all[from + (rows[at] as number)] as number;
      const cell = rank * classes + (value[at] as number);
      sums[cell] = (sums[cell] as number) + (weight[at] as number);
      counts[rank] = (counts[rank] as number) + 1;
    }
    if (end - start < fewRows) {
      for (let at = start; at < end; at++) {
        const rank = all[from + (rows[at] as number)] as number;
        bits[rank >> 5] = (bits[rank >> 5] as number) | (1 << (rank & 31));
      }
      occupied.fromBits();
      return;
    }
    const { count } = this.#features[feature] as RankedFeature;
    let used = 0;
    for (let rank = 1; rank <= count; rank++) {
      if ((counts[rank] as number) > 0) occupied.ranks[used++] = rank;
    }
    occupied.count = used;
  }

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
    const left = this.#left.fill(0);
    let count = 0;
    for (let at = start; at < end; at++) {
      const goes = isLeft[all[from + (rows[at] as number)] as number] as number;
      const label = value[at] as number;
      left[label] = (left[label] as number) + goes * (weight[at] as number);
      count += goes;
    }
    const { minLeaf } = this.#options;
    if (count < minLeaf || end - start - count < minLeaf) return true;
    const score = this.#scoreOfLeft();
    if (score > found.score) keepDrawn(found, draw, { feature, score });
    return true;
  }
}

import type { Random } from '../../../contracts/seeded-random.js';
import type { ForestRows } from './forest-rows.js';

/** Some positions of a {@link Bag}: the rows of one node. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The ranks of a feature: those of `ranks` from `from` on. */
export interface Column {
  readonly ranks: Uint8Array;
  readonly from: number;
}

/**
 * The rows a tree grows from, so ordered that those of a node stand together. `weight` and `value` move with the rows, so that
 * a pass over a node reads them one after another. Made once, filled for each tree.
 */
export class Bag {
  count = 0;
  /** Row of each position, or its number in a local copy (see `RankView`). */
  readonly rows: Int32Array;
  /** How much it counts: as often as it was drawn, times its own weight. */
  readonly weight: Float64Array;
  /** Weight × target, or the class index when there are several classes. */
  readonly value: Float64Array;
  /** Rows that were not drawn, ordered in the same way. */
  readonly outside: Int32Array;
  outsideCount = 0;
  readonly #spareRows: Int32Array;
  readonly #spareWeight: Float64Array;
  readonly #spareValue: Float64Array;

  constructor(rows: number) {
    this.rows = new Int32Array(rows);
    this.weight = new Float64Array(rows);
    this.value = new Float64Array(rows);
    this.outside = new Int32Array(rows);
    this.#spareRows = new Int32Array(rows);
    this.#spareWeight = new Float64Array(rows);
    this.#spareValue = new Float64Array(rows);
  }

  /** All rows that have a weight. */
  fillWithAll({ rows, target, classes }: ForestRows, weights: Float64Array | undefined): void {
    this.count = 0;
    this.outsideCount = 0;
    for (let row = 0; row < rows; row++) {
      const weight = weights?.[row] ?? 1;
      if (!(weight > 0)) continue;
      const value = target[row] as number;
      this.rows[this.count] = row;
      this.weight[this.count] = weight;
      this.value[this.count++] = classes > 1 ? value : weight * value;
    }
  }

  /** `draws` rows with replacement: Breiman's bootstrap when as many as there are. */
  fillWithDraws(
    { rows, target, classes, weights }: ForestRows,
    draws: number,
    random: Random,
  ): void {
    const times = this.#spareRows;
    times.fill(0, 0, rows);
    for (let draw = 0; draw < draws; draw++) {
      const row = Math.floor(random() * rows);
      times[row] = (times[row] as number) + 1;
    }
    this.count = 0;
    this.outsideCount = 0;
    for (let row = 0; row < rows; row++) {
      const weight = (times[row] as number) * (weights?.[row] ?? 1);
      if (!(weight > 0)) {
        if (times[row] === 0) this.outside[this.outsideCount++] = row;
        continue;
      }
      const value = target[row] as number;
      this.rows[this.count] = row;
      this.weight[this.count] = weight;
      this.value[this.count++] = classes > 1 ? value : weight * value;
    }
  }

  /** Moves the rows whose rank goes left (1 in `isLeft`) to the front, each side in its order; gives where the right side starts. */
  partition({ start, end }: Range, { ranks, from }: Column, isLeft: Uint8Array): number {
    const { rows, weight, value } = this;
    const [spareRows, spareWeight, spareValue] = [
      this.#spareRows,
      this.#spareWeight,
      this.#spareValue,
    ];
    let left = start;
    let right = 0;
    for (let at = start; at < end; at++) {
      // Written to both sides and counted on one: which it is cannot be foreseen, and a wrong guess costs more.
      const row = rows[at] as number;
      const share = weight[at] as number;
      const part = value[at] as number;
      const goes = isLeft[ranks[from + row] as number] as number;
      rows[left] = row;
      weight[left] = share;
      value[left] = part;
      spareRows[right] = row;
      spareWeight[right] = share;
      spareValue[right] = part;
      left += goes;
      right += 1 - goes;
    }
    for (let at = 0, to = left; at < right; at++, to++) {
      rows[to] = spareRows[at] as number;
      weight[to] = spareWeight[at] as number;
      value[to] = spareValue[at] as number;
    }
    return left;
  }

  /** The same for the rows outside. */
  partitionOutside({ start, end }: Range, { ranks, from }: Column, isLeft: Uint8Array): number {
    const { outside } = this;
    const spare = this.#spareRows;
    let left = start;
    let right = 0;
    for (let at = start; at < end; at++) {
      const row = outside[at] as number;
      const goes = isLeft[ranks[from + row] as number] as number;
      outside[left] = row;
      spare[right] = row;
      left += goes;
      right += 1 - goes;
    }
    for (let at = 0, to = left; at < right; at++, to++) outside[to] = spare[at] as number;
    return left;
  }
}

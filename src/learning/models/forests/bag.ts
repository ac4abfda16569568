import type { Random } from '../../../contracts/seeded-random.js';
import type { ForestRows } from './forest-rows.js';
import type { NodeSearch } from './node-search.js';

/** The rows a tree grows from, so ordered that those of a node stand together, and the others. Filled for each tree. */
export class Bag {
  count = 0;
  outsideCount = 0;
  readonly #rows: ForestRows;
  readonly #search: NodeSearch;
  /** How often a row was drawn. */
  readonly #times: Int32Array;

  constructor(rows: ForestRows, search: NodeSearch) {
    this.#rows = rows;
    this.#search = search;
    this.#times = new Int32Array(rows.rows);
  }

  /** The rows outside at some positions. */
  outside(start: number, end: number): Int32Array {
    return this.#search.outside.subarray(start, end);
  }

  /** All rows that have a weight. */
  fillWithAll(weights: Float64Array | undefined): void {
    this.#times.fill(1);
    this.#fill(weights);
  }

  /** `draws` rows with replacement: Breiman's bootstrap when as many as there are. */
  fillWithDraws(draws: number, random: Random): void {
    const times = this.#times.fill(0);
    for (let draw = 0; draw < draws; draw++) {
      const row = Math.floor(random() * times.length);
      times[row] = (times[row] as number) + 1;
    }
    this.#fill(this.#rows.weights);
  }

  #fill(weights: Float64Array | undefined): void {
    const { target } = this.#rows;
    const { rows, pairs, outside } = this.#search;
    const times = this.#times;
    this.count = 0;
    this.outsideCount = 0;
    for (let row = 0; row < times.length; row++) {
      // As it will be kept: a weight that is too small for that is none.
      const weight = Math.fround((times[row] as number) * (weights?.[row] ?? 1));
      if (weight > 0) {
        rows[this.count] = row;
        pairs[2 * this.count] = weight;
        pairs[2 * this.count++ + 1] = target[row] as number;
      } else if (times[row] === 0) outside[this.outsideCount++] = row;
    }
  }
}

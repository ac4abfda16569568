import type { Matrix } from '../../../contracts/matrix.js';
import { type Random, randomFor } from '../../../contracts/seeded-random.js';
import { type Forest, leafOf } from '../trees/forest.js';
import { ForestBuilder } from '../trees/forest-builder.js';
import type { ForestRows } from './forest-rows.js';
import { TreeGrower, type TreeOptions } from './grow-tree.js';

export interface ForestOptions extends TreeOptions {
  /** Rows drawn with replacement for each tree, as a share of all; absent when each tree sees every row once. */
  readonly drawnShare?: number;
  readonly seed: number;
  /** Starts the label of each tree's random stream. */
  readonly label: string;
}

/** One tree as a forest of its own, and what its splits gained by feature, as shares of 1. */
export interface TreeResult {
  readonly tree: number;
  readonly forest: Forest;
  readonly gains: Float64Array;
}

/** Grows the trees of a forest by number; a tree hangs on its number alone, whoever grows it and when. */
export class ForestGrower {
  readonly #rows: ForestRows;
  readonly #options: ForestOptions;
  readonly #grower: TreeGrower;
  readonly outside: OutsideVotes | undefined;

  constructor(rows: ForestRows, options: ForestOptions) {
    this.#rows = rows;
    this.#options = options;
    this.#grower = new TreeGrower(rows, options);
    this.outside = options.drawnShare === undefined ? undefined : new OutsideVotes(rows);
  }

  grow(tree: number): TreeResult {
    const random = this.#fillBag(tree);
    const { classes } = this.#rows;
    const builder = new ForestBuilder({ outputs: classes, width: classes });
    const { gains } = this.#grower.grow(builder, random, this.outside?.add);
    const total = gains.reduce((a, b) => a + b, 0);
    if (total > 0)
      for (let at = 0; at < gains.length; at++) gains[at] = (gains[at] as number) / total;
    return { tree, forest: builder.finish(), gains };
  }

  /** Has a tree that was grown before say again what it says of the rows it did not grow from. */
  replay({ tree, forest }: TreeResult, { columns, values }: Matrix): void {
    const { outside } = this;
    if (outside === undefined) return;
    this.#fillBag(tree);
    const { bag } = this.#grower;
    for (const row of bag.outside(0, bag.outsideCount)) {
      const leaf = leafOf(forest, 0, { values, start: row * columns.length });
      const start = (forest.child[leaf] as number) * forest.width;
      outside.add(Int32Array.of(row), forest.leaves.subarray(start, start + forest.width));
    }
  }

  /** Draws the rows of a tree, and gives the random stream where that has left it. */
  #fillBag(tree: number): Random {
    const { seed, label, drawnShare } = this.#options;
    const random = randomFor(seed, `${label}/tree/${tree}`);
    const { bag } = this.#grower;
    if (drawnShare === undefined) bag.fillWithAll(this.#rows.weights);
    else {
      const draws = Math.max(1, Math.round(drawnShare * this.#rows.rows));
      do bag.fillWithDraws(draws, random);
      while (bag.count === 0);
    }
    return random;
  }
}

/** Steps into which an answer is cut, so that sums are of whole numbers: the same in whatever order trees come. */
const steps = 2 ** 24;

/** What trees say of the rows they did not grow from. */
export class OutsideVotes {
  /** `[rows, classes]`: sums of answers, in steps of the target's range. */
  readonly sums: Float64Array;
  readonly counts: Uint32Array;
  readonly low: number;
  readonly range: number;

  constructor({ rows, classes, target, mean }: ForestRows) {
    this.sums = new Float64Array(rows * classes);
    this.counts = new Uint32Array(rows);
    let [low, high] = [0, 1];
    if (classes === 1) {
      low = Infinity;
      high = -Infinity;
      for (const value of target) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    this.low = low + mean;
    this.range = high > low ? high - low : 1;
  }

  readonly add = (rows: Int32Array, answer: Float64Array): void => {
    const classes = answer.length;
    for (let k = 0; k < classes; k++) {
      const whole = Math.round((((answer[k] as number) - this.low) / this.range) * steps);
      for (let at = 0; at < rows.length; at++) {
        const cell = (rows[at] as number) * classes + k;
        this.sums[cell] = (this.sums[cell] as number) + whole;
      }
    }
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      this.counts[row] = (this.counts[row] as number) + 1;
    }
  };

  merge(sums: Float64Array, counts: Uint32Array): void {
    for (let at = 0; at < sums.length; at++)
      this.sums[at] = (this.sums[at] as number) + (sums[at] as number);
    for (let at = 0; at < counts.length; at++)
      this.counts[at] = (this.counts[at] as number) + (counts[at] as number);
  }

  /** The mean answer for a row's output; NaN when every tree saw the row. */
  answer(row: number, output: number): number {
    const classes = this.sums.length / this.counts.length;
    const count = this.counts[row] as number;
    return ((this.sums[row * classes + output] as number) / steps / count) * this.range + this.low;
  }
}

import type { Matrix } from '../../../contracts/matrix.js';
import { arraysOf, type BoostArrays } from './boost-arrays.js';
import { type BoostSpec, chunkRows } from './boost-layout.js';
import { HistogramSearch } from './histogram-search.js';
import type { TreeKernel } from './kernel.js';
import { leafQuantile, lossPass } from './objectives.js';
import { packGroup, type TreeFeature } from './packed-rows.js';
import { kernelFor } from './shared-memory.js';
import { weightedQuantile } from './weighted-quantile.js';

/** What threads are told to do; each command falls into tasks that do not touch each other's results. */
export const commands = {
  loss: 0,
  begin: 1,
  search: 2,
  divide: 3,
  place: 4,
  leaf: 5,
  add: 6,
  pack: 7,
};

/** What is packed before the first round. Let go of afterwards: it is as large as the data. */
export interface Packing {
  rows: { readonly train: Matrix; readonly validation?: Matrix } | undefined;
  readonly features: readonly TreeFeature[];
}

/**
 * The work of one thread, task by task. Which thread does a task makes no difference to its bits: sums are over a
 * fixed chunk of rows, or over all rows of a node for the features of one word.
 */
export class BoostTasks {
  readonly arrays: BoostArrays;
  readonly #spec: BoostSpec;
  readonly #kernel: TreeKernel;
  readonly #search: HistogramSearch;
  readonly #packing: Packing;
  readonly #run: readonly ((task: number) => void)[];

  constructor(spec: BoostSpec, packing: Packing) {
    this.#spec = spec;
    this.#packing = packing;
    this.arrays = arraysOf(spec);
    this.#kernel = kernelFor(spec.memory);
    this.#search = new HistogramSearch(spec, this.arrays, this.#kernel);
    this.#run = [
      (chunk) => this.#loss(chunk),
      (chunk) => this.#begin(chunk),
      // Categories stand last and take longest: what is begun last should be short.
      (task) => this.#search.run(spec.firstBin.length / 4 - 1 - task),
      (chunk) => this.#divide(chunk),
      (chunk) => this.#place(chunk),
      (leaf) => this.#setLeaf(leaf),
      (chunk) => this.#add(chunk),
      (group) => this.#pack(group),
    ];
  }

  run(command: number, task: number): void {
    if (command !== commands.pack) this.#packing.rows = undefined;
    this.#run[command]?.(task);
  }

  /** Bins of four features: training rows, then validation rows. Argument: the group of task 0. */
  #pack(task: number): void {
    const { arguments: told, words, rows, trainRows } = this.arrays;
    const { rows: matrices, features } = this.#packing;
    if (matrices === undefined) return;
    const group = (told[0] as number) + task;
    const { train, validation } = matrices;
    packGroup(train, { rows, features, words }, { group, from: 0 });
    if (validation === undefined) return;
    packGroup(validation, { rows, features, words }, { group, from: trainRows });
  }

  /** Losses and gradients of a chunk of rows; training rows and validation rows do not share a chunk. */
  #loss(chunk: number): void {
    const { trainRows, rows, losses } = this.arrays;
    const { layout, objective, weighted } = this.#spec;
    const { from, to, outside } = chunkOf(chunk, [0, trainRows, trainRows, rows]);
    if (objective.name !== 'logistic') {
      losses[chunk] = lossPass(objective, this.arrays, { from, to });
      return;
    }
    const { scores, targets } = layout;
    const weights = weighted ? layout.weights : 0;
    const pairs = outside ? 0 : layout.pairs;
    losses[chunk] = this.#kernel.logistic(scores, targets, weights, pairs, from, to);
  }

  /** A new tree: all rows in one leaf, the gradients of its output in their order. Arguments: rows learnt from, output. */
  #begin(chunk: number): void {
    const [inside = 0, output = 0] = this.arrays.arguments;
    const { layout, rows, trainRows } = this.#spec;
    const pairs = layout.pairs + 8 * output * trainRows;
    const range = chunkOf(chunk, [0, inside, inside, rows]);
    this.#copy(layout.start + 4 * range.from, {
      ...range,
      step: 4,
      pairs: range.outside ? 0 : pairs,
    });
    if (!range.outside) this.#sum(chunk, range);
  }

  #sum(chunk: number, { from, to }: { from: number; to: number }): void {
    const { ordered, chunkSums } = this.arrays;
    let [gradient, hessian] = [0, 0];
    for (let pair = 2 * from; pair < 2 * to; pair += 2) {
      gradient += ordered[pair] as number;
      hessian += ordered[pair + 1] as number;
    }
    chunkSums[2 * chunk] = gradient;
    chunkSums[2 * chunk + 1] = hessian;
  }

  #copy(address: number, to: { from: number; to: number; step: number; pairs: number }): void {
    const { layout } = this.#spec;
    const count = to.to - to.from;
    if (count > 0)
      this.#kernel.place(address, to.step, count, layout.order, to.from, to.pairs, layout.ordered);
  }

  /** Arguments: the two stretches of the leaf (rows learnt from and others), the packed feature. */
  #divide(chunk: number): void {
    const { arguments: told, leftCounts } = this.arrays;
    const { layout, rows } = this.#spec;
    const { from, to } = chunkOf(chunk, told);
    const feature = told[4] as number;
    leftCounts[chunk] = this.#kernel.divide(
      layout.words + 4 * (feature >> 2) * rows,
      (feature & 3) * 8,
      layout.sides,
      layout.order,
      from,
      to,
      layout.divided,
    );
  }

  /**
   * Brings what was divided to its place: left rows to the start of the leaf's stretch, in the order they had. Further
   * arguments: where the right rows start in either stretch, the side whose gradients are wanted (2 for both), the output.
   */
  #place(chunk: number): void {
    const { arguments: told, leftCounts } = this.arrays;
    const { layout, trainRows } = this.#spec;
    const { from, to, outside, first } = chunkOf(chunk, told);
    let lefts = 0;
    for (let before = first; before < chunk; before++) lefts += leftCounts[before] as number;
    const start = told[outside ? 2 : 0] as number;
    const middle = told[outside ? 6 : 5] as number;
    const left = leftCounts[chunk] as number;
    const right = to - from - left;
    const leftTo = start + lefts;
    const rightTo = middle + (from - start - lefts);
    const pairs = layout.pairs + 8 * (told[8] as number) * trainRows;
    const pairsOf = (side: number) => (!outside && (told[7] === side || told[7] === 2) ? pairs : 0);
    this.#copy(layout.divided + 4 * from, {
      from: leftTo,
      to: leftTo + left,
      step: 4,
      pairs: pairsOf(0),
    });
    this.#copy(layout.divided + 4 * (to - 1), {
      from: rightTo,
      to: rightTo + right,
      step: -4,
      pairs: pairsOf(1),
    });
  }

  /** Sets a leaf to a quantile of its rows' errors. Arguments: first and last position of each leaf, from the fourth on. */
  #setLeaf(leaf: number): void {
    const { order, scores, targets, weights, leafStarts, leafValues } = this.arrays;
    const fraction = leafQuantile(this.#spec.objective);
    if (fraction === undefined) return;
    const rows = order.subarray(leafStarts[2 * leaf], leafStarts[2 * leaf + 1]);
    const errors = Float64Array.from(
      rows,
      (row) => (targets[row] as number) - (scores[row] as number),
    );
    const heavy =
      weights === undefined ? undefined : Float64Array.from(rows, (row) => weights[row] as number);
    leafValues[leaf] = weightedQuantile(errors, heavy, fraction);
  }

  /** Adds the leaves' values to the scores. Arguments: number of runs, output. `leafStarts`: run starts with their leaves. */
  #add(chunk: number): void {
    const { arguments: told, leafStarts, leafValues, rows } = this.arrays;
    const [runs = 0, output = 0] = told;
    const { layout } = this.#spec;
    const scores = layout.scores + 8 * output * rows;
    const from = chunk * chunkRows;
    const to = Math.min(rows, from + chunkRows);
    for (let run = 0; run < runs; run++) {
      const start = Math.max(from, leafStarts[2 * run] as number);
      const end = Math.min(to, run + 1 < runs ? (leafStarts[2 * run + 2] as number) : rows);
      const value = leafValues[leafStarts[2 * run + 1] as number] as number;
      if (start < end) this.#kernel.add(scores, layout.order, start, end, value);
    }
  }
}

/** Number of chunks of two stretches [from, to) that follow each other in `ends`. */
export function chunksOf(ends: ArrayLike<number>): number {
  return stretchChunks(ends, 0) + stretchChunks(ends, 2);
}

/** A chunk of two stretches; `first` is the first chunk of its stretch. */
function chunkOf(
  chunk: number,
  ends: ArrayLike<number>,
): { from: number; to: number; outside: boolean; first: number } {
  const inside = stretchChunks(ends, 0);
  const outside = chunk >= inside;
  const first = outside ? inside : 0;
  const from = (ends[outside ? 2 : 0] as number) + (chunk - first) * chunkRows;
  return { from, to: Math.min(from + chunkRows, ends[outside ? 3 : 1] as number), outside, first };
}

function stretchChunks(ends: ArrayLike<number>, at: number): number {
  return Math.ceil(((ends[at + 1] as number) - (ends[at] as number)) / chunkRows);
}

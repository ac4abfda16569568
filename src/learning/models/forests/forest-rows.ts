import type { Matrix } from '../../../contracts/matrix.js';
import type { Task } from '../../../contracts/task.js';
import { MlxError } from '../../../errors/index.js';
import { type GrowingMemory, openGrowingMemory } from '../../compute/wasm-memory.js';
import type { LabelledRows } from '../model-family.js';
import { type FeatureBins, planBins } from '../trees/bins.js';
import { ColumnBinner } from '../trees/column-binner.js';
import { type TreeFeature, usefulFeatures } from '../trees/packed-rows.js';
import { targetOrder } from './target-order.js';

/** What forests grow from: rows as ranks in columns, and targets. Plain data over shared memory, so threads read one copy. */
export interface ForestRows {
  readonly rows: number;
  readonly features: readonly RankedFeature[];
  /**
   * Begins with the ranks, that of a row for a feature at byte `feature * rows + row`: 0 is missing, 1 … count grow with the value, or
   * with the target for categories. The same by row follows, at {@link byRowAt}. Threads add their own room at the end.
   */
  readonly memory: GrowingMemory;
  /** Classes of a multiclass target; 1 for a number or for two classes (0 and 1), which are one number as well. */
  readonly classes: number;
  /** Class index, 0 or 1, or the number minus {@link mean}, which keeps sums of squares exact. */
  readonly target: Float64Array;
  /** Absent when all rows count the same. */
  readonly weights?: Float64Array;
  readonly mean: number;
}

/** A column that can tell rows apart. */
export interface RankedFeature extends TreeFeature {
  /** Number of ranks, the missing one not counted. */
  readonly count: number;
  /** By rank: its mean value; for categories the rank itself. */
  readonly values: Float64Array;
  /** Categories: the bin of each rank. */
  readonly binOf?: Uint8Array;
}

/**
 * Bins the rows; categories are put in the order of the target once (see {@link targetOrder}). Those of fewer rows than `categoryRows` share a
 * place: the order is learnt from the rows that trees then learn from, so that a category of one row stands where its own target is.
 */
export function forestRows(task: Task, train: LabelledRows, categoryRows: number): ForestRows {
  const { x, y, weights } = train;
  const mean = task.kind === 'regression' ? weightedMean(train) : 0;
  const target = shared(Float64Array, x.rows);
  for (let row = 0; row < x.rows; row++) target[row] = (y[row] as number) - mean;
  const classes = task.kind === 'multiclass' ? task.classes.length : 1;
  const columns = usefulFeatures(planBins(x, { categoryRows }));
  const cells = columns.length * x.rows;
  const memory = openGrowingMemory(2 * cells);
  if (memory === undefined) throw tooManyRows(x.rows, columns.length);
  const ranks = new Uint8Array(memory.buffer, 0, cells);
  const features = columns.map((feature, at) => {
    const into = ranks.subarray(at * x.rows, (at + 1) * x.rows);
    new ColumnBinner(feature, x.rows).fill(x, { from: 0, to: x.rows }, into);
    if (feature.bins.kind === 'number') return { ...feature, ...numberRanks(x, feature, into) };
    return { ...feature, ...categoryRanks(feature.bins, into, { target, classes, weights }) };
  });
  transpose(ranks, new Uint8Array(memory.buffer, cells, cells), x.rows);
  return {
    rows: x.rows,
    features,
    memory,
    classes,
    target,
    mean,
    ...(weights === undefined ? {} : { weights: toShared(weights) }),
  };
}

/** Where the ranks by row begin: that of a row for a feature is `row * features + feature` bytes on. */
export function byRowAt({ rows, features }: ForestRows): number {
  return rows * features.length;
}

/** WebAssembly has 4 GiB: two bytes for each cell, and for each row and thread 28 and one for each column of few categories. */
export function tooManyRows(rows: number, features: number): MlxError {
  return new MlxError(
    'learning/too-many-rows',
    `A forest cannot hold ${rows} rows of ${features} columns`,
    { hints: ['Use `gradient-boosting`, or learn from a part of the rows: `sample`'] },
  );
}

/** Block by block, so that what is written stays in the cache while its columns are read. */
function transpose(ranks: Uint8Array, byRow: Uint8Array, rows: number): void {
  const features = ranks.length / Math.max(1, rows);
  const block = 1024;
  for (let start = 0; start < rows; start += block) {
    const end = Math.min(rows, start + block);
    for (let feature = 0; feature < features; feature++) {
      for (let row = start; row < end; row++) {
        byRow[row * features + feature] = ranks[feature * rows + row] as number;
      }
    }
  }
}

function weightedMean({ y, weights }: LabelledRows): number {
  let total = 0;
  let sum = 0;
  for (let row = 0; row < y.length; row++) {
    const weight = weights?.[row] ?? 1;
    total += weight;
    sum += weight * (y[row] as number);
  }
  return sum / total;
}

function shared<Kind>(
  make: { new (buffer: SharedArrayBuffer): Kind; readonly BYTES_PER_ELEMENT: number },
  size: number,
): Kind {
  return new make(new SharedArrayBuffer(size * make.BYTES_PER_ELEMENT));
}

function toShared(values: Float64Array): Float64Array {
  const copy = shared(Float64Array, values.length);
  copy.set(values);
  return copy;
}

const largestFloat = 3.4028234663852886e38;

/** The mean value of each bin: where between two bins a threshold is drawn or put. */
function numberRanks(
  { values, columns }: Matrix,
  { column, bins }: TreeFeature,
  ranks: Uint8Array,
): Pick<RankedFeature, 'count' | 'values'> {
  const sums = new Float64Array(bins.bins);
  const counts = new Uint32Array(bins.bins);
  for (let row = 0; row < ranks.length; row++) {
    const rank = ranks[row] as number;
    const value = values[row * columns.length + column] as number;
    sums[rank] = (sums[rank] as number) + Math.max(-largestFloat, Math.min(largestFloat, value));
    counts[rank] = (counts[rank] as number) + 1;
  }
  const cuts = bins.kind === 'number' ? bins.cuts : [];
  const means = sums.map((sum, rank) => {
    const count = counts[rank] as number;
    // A bin that only unsampled rows could fill, or none: its upper edge will do.
    return count > 0 ? sum / count : (cuts[rank - 1] ?? cuts[rank - 2] ?? 0);
  });
  return { count: bins.bins - 1, values: means };
}

function categoryRanks(
  bins: FeatureBins,
  ranks: Uint8Array,
  aim: {
    readonly target: Float64Array;
    readonly classes: number;
    readonly weights: Float64Array | undefined;
  },
): Pick<RankedFeature, 'count' | 'values' | 'binOf'> {
  const order = targetOrder({ bins: bins.bins, binOfRow: ranks }, aim);
  const rankOf = new Uint8Array(256);
  const binOf = new Uint8Array(bins.bins);
  for (const [at, bin] of order.entries()) {
    rankOf[bin] = at + 1;
    binOf[at + 1] = bin;
  }
  for (let row = 0; row < ranks.length; row++) ranks[row] = rankOf[ranks[row] as number] as number;
  return {
    count: bins.bins - 1,
    values: Float64Array.from({ length: bins.bins }, (_, rank) => rank),
    binOf,
  };
}

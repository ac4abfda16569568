import type { Random } from '../../../contracts/seeded-random.js';
import { type TrainingRows, trainingRows } from '../training-rows.js';

/** Rows that are no rows of the data, one after another. */
export interface MadeRows {
  readonly values: Float32Array;
  readonly y: Float64Array;
  /** The row each was made of: it counts as much as that. */
  readonly from: Uint32Array;
}

/** Some of the rows, in the order given, then those that were made. */
export function assemble(
  { x, y, weights }: TrainingRows,
  kept: Uint32Array,
  made: readonly MadeRows[] = [],
): TrainingRows {
  const width = x.columns.length;
  const count = made.reduce((sum, each) => sum + each.y.length, kept.length);
  const values = new Float32Array(count * width);
  const labels = new Float64Array(count);
  for (const [at, row] of kept.entries()) {
    values.set(x.values.subarray(row * width, (row + 1) * width), at * width);
    labels[at] = y[row] as number;
  }
  let at = kept.length;
  for (const each of made) {
    values.set(each.values, at * width);
    labels.set(each.y, at);
    at += each.y.length;
  }
  return trainingRows({
    x: { ...x, rows: count, values },
    y: labels,
    ...(weights !== undefined && {
      weights: weightsOf(weights, [kept, ...made.map(({ from }) => from)]),
    }),
  });
}

function weightsOf(weights: Float64Array, origins: readonly Uint32Array[]): Float64Array {
  return Float64Array.from(
    origins.flatMap((rows) => Array.from(rows, (row) => weights[row] as number)),
  );
}

/** A draw from the whole numbers below `count`. */
export function drawBelow(count: number, random: Random): number {
  return Math.floor(random() * count);
}

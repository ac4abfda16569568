import type { NetworkRows } from './network.js';

/** Some rows, copied together in the order wanted. The arrays are reused by the next call. */
export interface Batch {
  readonly rows: number;
  /** `[rows, features]` */
  readonly x: Float32Array;
  /** `[rows, outputs]`: the target, or one-hot classes when there are several outputs. */
  readonly y: Float32Array;
  /** `[rows]`, with a mean of 1 over all rows. */
  readonly weights?: Float32Array;
}

/**
 * Gives batches of at most `size` rows. Rows are copied together here and not gathered by the backend: that takes 1 %
 * of a step, and no copy of the data has to live inside the backend.
 */
export function batchReader(
  rows: NetworkRows,
  outputs: number,
  size: number,
): (order: Uint32Array, start: number) => Batch {
  const features = rows.x.columns.length;
  const x = new Float32Array(size * features);
  const y = new Float32Array(size * outputs);
  const weights = rows.weights === undefined ? undefined : new Float32Array(size);
  const scale = weightScale(rows.weights);

  return (order, start) => {
    const count = Math.min(size, order.length - start);
    if (outputs > 1) y.fill(0);
    for (let at = 0; at < count; at++) {
      const row = order[start + at] as number;
      x.set(rows.x.values.subarray(row * features, (row + 1) * features), at * features);
      const target = rows.y[row] as number;
      if (outputs > 1) y[at * outputs + target] = 1;
      else y[at] = target;
      if (weights !== undefined) weights[at] = (rows.weights?.[row] as number) * scale;
    }
    return {
      rows: count,
      x: x.subarray(0, count * features),
      y: y.subarray(0, count * outputs),
      ...(weights === undefined ? {} : { weights: weights.subarray(0, count) }),
    };
  };
}

/** The factor that gives weights a mean of 1, so that a learning rate means the same with and without them. */
function weightScale(weights: Float64Array | undefined): number {
  if (weights === undefined) return 1;
  return weights.length / weights.reduce((sum, weight) => sum + weight, 0);
}

import { isOneHot } from '../losses.js';
import type { Loss, NetworkRows } from '../network.js';
import { rowSourceOf } from './row-source.js';

/** Some rows, copied together in the order wanted. */
export interface Batch {
  readonly rows: number;
  /** `[rows, features]` */
  readonly x: Float32Array;
  readonly targets: Targets;
}

export interface Targets {
  /** `[rows, numbers of a row]`: one-hot where the loss wants classes so. */
  readonly y: Float32Array;
  /** `[rows]`, with a mean of 1 over all rows. */
  readonly weights?: Float32Array;
}

/** The rows of a training, ready to be read in any order. */
export interface BatchReader {
  readonly rows: number;
  readonly features: number;
  /** Numbers in a row of `y`. */
  readonly targetWidth: number;
  readonly isWeighted: boolean;
  /** With the number of an epoch, rows come changed as they are to be learnt from in it. */
  read(order: Uint32Array, start: number, which: WhichRows): Promise<Batch>;
  /** As `read`, of what always is in memory: targets and weights. */
  targets(order: Uint32Array, start: number, count: number): Targets;
  /** Names the change of rows, where there is one. */
  readonly changeKey?: string;
  /** All features in their own order, where they are in memory and stay as they are. */
  readonly resident?: Float32Array;
}

interface WhichRows {
  readonly count: number;
  /** Absent where nothing is learnt. */
  readonly epoch?: number | undefined;
}

export function batchReader(
  rows: NetworkRows,
  { loss, outputs }: { readonly loss: Loss; readonly outputs: number },
): BatchReader {
  const source = rowSourceOf(rows.x);
  const oneHot = isOneHot(loss, outputs);
  const given = source.rows === 0 ? 1 : rows.y.length / source.rows;
  const targetWidth = oneHot ? outputs : given;
  const scale = weightScale(rows.weights);

  const targets = (order: Uint32Array, start: number, count: number): Targets => {
    const y = new Float32Array(count * targetWidth);
    const weights = rows.weights === undefined ? undefined : new Float32Array(count);
    for (let at = 0; at < count; at++) {
      const row = order[start + at] as number;
      if (oneHot) y[at * targetWidth + (rows.y[row] as number)] = 1;
      else {
        for (let k = 0; k < given; k++) y[at * given + k] = rows.y[row * given + k] as number;
      }
      if (weights !== undefined) weights[at] = (rows.weights?.[row] as number) * scale;
    }
    return weights === undefined ? { y } : { y, weights };
  };

  const { change } = rows;
  const changed = (
    x: Float32Array,
    {
      order,
      start,
      epoch,
    }: { readonly order: Uint32Array; readonly start: number; readonly epoch: number | undefined },
  ): Float32Array => {
    if (change === undefined || epoch === undefined) return x;
    const { width } = source;
    for (let at = 0; at * width < x.length; at++) {
      const row = order[start + at] as number;
      change.apply(x.subarray(at * width, (at + 1) * width), { row, epoch });
    }
    return x;
  };

  return {
    rows: source.rows,
    features: source.width,
    targetWidth,
    isWeighted: rows.weights !== undefined,
    targets,
    read: async (order, start, { count, epoch }) => ({
      rows: count,
      x: changed(await source.read(order, start, count), { order, start, epoch }),
      targets: targets(order, start, count),
    }),
    ...(change === undefined ? {} : { changeKey: change.key }),
    ...(source.resident === undefined || change !== undefined ? {} : { resident: source.resident }),
  };
}

/** The factor that gives weights a mean of 1, so that a learning rate means the same with and without them. */
function weightScale(weights: Float64Array | undefined): number {
  if (weights === undefined) return 1;
  return weights.length / weights.reduce((sum, weight) => sum + weight, 0);
}

/** Rows in their own order. */
export function inOrder(count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let row = 0; row < count; row++) order[row] = row;
  return order;
}

/**
 * Rows in one batch when nothing is learnt: large, since only the size of the intermediate tensors limits it, which
 * wide rows (images) multiply.
 */
export function evaluationBatch(features: number, rows: number): number {
  return Math.min(rows, Math.max(64, Math.min(4096, Math.floor(2 ** 20 / Math.max(1, features)))));
}

import type { SavedModel } from '../../../contracts/model.js';
import type { BlockPlace } from './block-network.js';
import type { RowFunction } from './predictions.js';

/** Gives what the body of a network makes of its block, in an array that the next call overwrites. */
export type BodyFunction = (block: Float32Array) => Float64Array;

/** What `blockNetwork` does, as plain loops over one row. */
export function blockPredictor(
  { weights, inputs }: Pick<SavedModel, 'weights' | 'inputs'>,
  { start, size }: Omit<BlockPlace, 'columns'>,
  body: BodyFunction,
): RowFunction {
  const head = Float64Array.from(weights['head/weights']?.values ?? []);
  const biases = Float64Array.from(weights['head/biases']?.values ?? []);
  return ({ values }, row, logits) => {
    const columns = values.subarray(row * inputs.length, (row + 1) * inputs.length);
    const seen = body(columns.subarray(start, start + size));
    logits.set(biases);
    let place = 0;
    const add = (value: number): void => {
      if (value !== 0) {
        for (let k = 0; k < logits.length; k++) {
          logits[k] = (logits[k] as number) + value * (head[place + k] as number);
        }
      }
      place += logits.length;
    };
    for (const value of seen) add(value);
    for (let at = 0; at < start; at++) add(columns[at] as number);
    for (let at = start + size; at < columns.length; at++) add(columns[at] as number);
  };
}

import type { Series } from '../../contracts/forecast.js';
import type { JsonObject } from '../../contracts/json.js';
import type { SavedModel } from '../../contracts/model.js';

interface Stored {
  readonly name: string | null;
  readonly target: string;
  readonly start: number;
  readonly length: number;
  /** How much of each column that is known ahead is stored, where there are such. */
  readonly ahead?: readonly number[];
}

/** The model with the values of its series in it, so that it can say how they go on. */
export function withHistory(model: SavedModel, series: readonly Series[]): SavedModel {
  const stored = series.map(({ name, target, start, values, ahead }): JsonObject => {
    const lengths = ahead?.map(({ length }) => length);
    return { name, target, start, length: values.length, ...(lengths && { ahead: lengths }) };
  });
  const blocks = series.flatMap(({ values, ahead = [] }) => [values, ...ahead]);
  const values = new Float64Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    values.set(block, at);
    at += block.length;
  }
  return {
    ...model,
    config: { ...model.config, history: stored },
    weights: { ...model.weights, history: { shape: [values.length], values } },
  };
}

/** The series that {@link withHistory} put in; none without. */
export function historyOf({ config, weights }: SavedModel): readonly Series[] {
  const stored = (config['history'] ?? []) as unknown as readonly Stored[];
  const values = Float64Array.from(weights['history']?.values ?? []);
  let at = 0;
  const next = (length: number): Float64Array => {
    at += length;
    return values.slice(at - length, at);
  };
  return stored.map(({ name, target, start, length, ahead: lengths }) => {
    const own = { name, target, start, values: next(length) };
    return lengths === undefined ? own : { ...own, ahead: lengths.map(next) };
  });
}

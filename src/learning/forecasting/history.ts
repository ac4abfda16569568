import type { Series } from '../../contracts/forecast.js';
import type { JsonObject } from '../../contracts/json.js';
import type { SavedModel } from '../../contracts/model.js';

interface Stored {
  readonly name: string | null;
  readonly target: string;
  readonly start: number;
  readonly length: number;
}

/** The model with the values of its series in it, so that it can say how they go on. */
export function withHistory(model: SavedModel, series: readonly Series[]): SavedModel {
  const values = new Float64Array(series.reduce((sum, each) => sum + each.values.length, 0));
  let at = 0;
  const stored = series.map(({ name, target, start, values: own }): JsonObject => {
    values.set(own, at);
    at += own.length;
    return { name, target, start, length: own.length };
  });
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
  return stored.map(({ name, target, start, length }) => {
    at += length;
    return { name, target, start, values: values.slice(at - length, at) };
  });
}

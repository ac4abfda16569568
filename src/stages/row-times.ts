import type { Matrix } from '../contracts/matrix.js';
import type { PredictFunction } from '../learning/models/model-family.js';

/** Milliseconds that some work takes. */
export function timeOf(work: () => unknown): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

/** Milliseconds for one row each, by the model alone, over `count` rows from the first on, again and again where there are fewer. */
export function rowTimes(predict: PredictFunction, x: Matrix, count: number): number[] {
  const width = x.columns.length;
  const rows = Math.floor(x.values.length / Math.max(1, width));
  return Array.from({ length: rows === 0 ? 0 : count }, (_, at) => {
    const row = at % rows;
    const one = { ...x, rows: 1, values: x.values.slice(row * width, (row + 1) * width) };
    return timeOf(() => predict(one));
  });
}

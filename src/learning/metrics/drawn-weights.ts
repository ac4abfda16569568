import type { Random } from '../../contracts/seeded-random.js';
import type { Truth } from './metric.js';

/** How many units rows are drawn in: clusters where rows belong together, forecasts whose values do, else rows. */
export function unitsOf({ values, clusters, forecasts }: Truth): number {
  return clusters?.count ?? values.length / (forecasts?.horizon ?? 1);
}

/** The unit of a row. */
function unitOf({ clusters, forecasts }: Truth): (row: number) => number {
  if (clusters !== undefined) return (row) => clusters.of[row] as number;
  const { horizon = 1 } = forecasts ?? {};
  return horizon === 1 ? (row) => row : (row) => Math.floor(row / horizon);
}

/** How much each row counts in a resample: units are drawn with replacement, as many as there are. */
export function drawnWeights(truth: Truth, random: Random): Float64Array {
  const units = unitsOf(truth);
  const times = new Float64Array(units);
  for (let draw = 0; draw < units; draw++) {
    const unit = Math.floor(random() * units);
    times[unit] = (times[unit] as number) + 1;
  }
  return weightedBy(truth, times);
}

/** Weights of rows whose units count so many times. */
export function weightedBy(truth: Truth, times: Float64Array): Float64Array {
  const unit = unitOf(truth);
  const { weights } = truth;
  return truth.values.map(
    (_, row) =>
      (times[unit(row)] as number) * (weights === undefined ? 1 : (weights[row] as number)),
  );
}

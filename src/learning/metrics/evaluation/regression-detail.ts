import type { Predictions } from '../../../contracts/model.js';
import { perRow, weightedMean, weightedVariance } from '../averages.js';
import type { Truth } from '../metric.js';
import type { Histogram2D, RegressionDetail } from './evaluation.js';
import { quantilesOf } from './quantiles.js';

const fractions = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1];
const binCount = 30;

/** What a report shows of a regression beside its metrics. Quantiles and histogram count every row once. */
export function regressionDetail(
  { values, weights }: Truth,
  predictions: Predictions,
): RegressionDetail {
  const given = predictions.values;
  const residuals = perRow(
    values.length,
    (row) => (given[row] as number) - (values[row] as number),
  );
  const mean = weightedMean(residuals, weights);
  const quantiles = quantilesOf(residuals.slice().sort(), fractions);
  return {
    kind: 'regression',
    residuals: {
      mean,
      sd: Math.sqrt(weightedVariance(residuals, weights)),
      quantiles: fractions.map((fraction, index) => ({ fraction, value: quantiles[index] ?? 0 })),
    },
    histogram: histogramOf(values, given),
  };
}

function histogramOf(truth: Float64Array, given: Float64Array): Histogram2D {
  let [from, to] = [Infinity, -Infinity];
  for (const values of [truth, given]) {
    for (const value of values) {
      from = Math.min(from, value);
      to = Math.max(to, value);
    }
  }
  const size = to - from;
  const binOf = (value: number): number =>
    size === 0 ? 0 : Math.min(binCount - 1, Math.floor(((value - from) / size) * binCount));
  const counts = Array.from({ length: binCount }, () => new Array<number>(binCount).fill(0));
  for (let row = 0; row < truth.length; row++) {
    const line = counts[binOf(truth[row] as number)];
    const bin = binOf(given[row] as number);
    if (line !== undefined) line[bin] = (line[bin] ?? 0) + 1;
  }
  return { from, to, counts };
}

import { perRow } from './averages.js';
import { forecastsOf, scaledScorer } from './forecast-truth.js';
import type { Metric } from './metric.js';

/** Mean squared error of standardised series, as benchmarks of long forecasts report it: by the variance of each in training. */
export const standardMse: Metric = {
  name: 'standard_mse',
  title: 'mean squared error of standardised series',
  tasks: ['forecast'],
  direction: 'lower',
  range: [0, null],
  scorer: (truth, { rows, values: given }) =>
    scaledScorer(
      perRow(rows, (row) => ((given[row] as number) - (truth.values[row] as number)) ** 2),
      forecastsOf(truth),
      { unit: ({ sd }) => sd ** 2 },
    ),
};

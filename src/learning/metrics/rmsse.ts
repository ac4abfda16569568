import { perRow } from './averages.js';
import { forecastsOf, scaledScorer } from './forecast-truth.js';
import type { Metric } from './metric.js';

/**
 * Root mean squared scaled error, as in the M5 competition but for the season: in units of the root mean squared error of saying
 * the value of one season before, in training; the mean over series.
 */
export const rmsse: Metric = {
  name: 'rmsse',
  title: 'root mean squared scaled error',
  tasks: ['forecast'],
  direction: 'lower',
  range: [0, null],
  scorer: (truth, { rows, values: given }) =>
    scaledScorer(
      perRow(rows, (row) => ((given[row] as number) - (truth.values[row] as number)) ** 2),
      forecastsOf(truth),
      { unit: ({ rmse }) => rmse ** 2, finish: Math.sqrt },
    ),
};

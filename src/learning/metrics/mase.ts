import { perRow } from './averages.js';
import { forecastsOf, scaledScorer } from './forecast-truth.js';
import type { Metric } from './metric.js';

/**
 * Mean absolute scaled error (Hyndman & Koehler 2006): in units of what saying the value of one season before missed by in
 * training; the mean over series.
 */
export const mase: Metric = {
  name: 'mase',
  title: 'mean absolute scaled error',
  tasks: ['forecast'],
  direction: 'lower',
  range: [0, null],
  scorer: (truth, { rows, values: given }) =>
    scaledScorer(
      perRow(rows, (row) => Math.abs((given[row] as number) - (truth.values[row] as number))),
      forecastsOf(truth),
      { unit: ({ mae }) => mae },
    ),
};

import { meanScorer, perRow } from './averages.js';
import type { Metric } from './metric.js';

/** Root of the mean squared error, in the target’s unit. */
export const rmse: Metric = {
  name: 'rmse',
  title: 'root mean squared error',
  tasks: ['regression', 'forecast'],
  direction: 'lower',
  range: [0, null],
  scorer: ({ values }, { rows, values: given }) =>
    meanScorer(
      perRow(rows, (row) => ((given[row] as number) - (values[row] as number)) ** 2),
      Math.sqrt,
    ),
};

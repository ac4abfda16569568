import { meanScorer, perRow } from './averages.js';
import type { Metric } from './metric.js';

/** Mean squared error, in the square of the target’s unit. */
export const mse: Metric = {
  name: 'mse',
  title: 'mean squared error',
  tasks: ['regression', 'forecast'],
  direction: 'lower',
  range: [0, null],
  scorer: ({ values }, { rows, values: given }) =>
    meanScorer(perRow(rows, (row) => ((given[row] as number) - (values[row] as number)) ** 2)),
};

import { meanScorer, perRow } from './averages.js';
import type { Metric } from './metric.js';

/** Mean absolute error, in the target’s unit. */
export const mae: Metric = {
  name: 'mae',
  title: 'mean absolute error',
  tasks: ['regression', 'forecast'],
  direction: 'lower',
  range: [0, null],
  scorer: ({ values }, { rows, values: given }) =>
    meanScorer(perRow(rows, (row) => Math.abs((given[row] as number) - (values[row] as number)))),
};

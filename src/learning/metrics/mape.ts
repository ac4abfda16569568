import { meanScorer, perRow } from './averages.js';
import type { Metric } from './metric.js';

/** Mean absolute error as a share of the true value; a true value of 0 counts as 2⁻⁵², so that one such row dwarfs all others. */
export const mape: Metric = {
  name: 'mape',
  title: 'mean absolute percentage error',
  tasks: ['regression', 'forecast'],
  direction: 'lower',
  range: [0, null],
  scorer: ({ values }, { rows, values: given }) =>
    meanScorer(
      perRow(rows, (row) => {
        const truth = values[row] as number;
        const size = Math.max(Math.abs(truth), Number.EPSILON);
        return Math.abs((given[row] as number) - truth) / size;
      }),
    ),
};

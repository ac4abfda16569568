import { meanScorer, perRow } from './averages.js';
import type { Metric } from './metric.js';

/** Symmetric mean absolute percentage error, from 0 to 2: 2·|error| / (|truth| + |forecast|); where both are 0 there is none. */
export const smape: Metric = {
  name: 'smape',
  title: 'symmetric mean absolute percentage error',
  tasks: ['forecast', 'regression'],
  shownFor: ['forecast'],
  direction: 'lower',
  range: [0, 2],
  scorer: ({ values }, { rows, values: given }) =>
    meanScorer(
      perRow(rows, (row) => {
        const [truth, said] = [values[row] as number, given[row] as number];
        const size = Math.abs(truth) + Math.abs(said);
        return size === 0 ? 0 : (2 * Math.abs(said - truth)) / size;
      }),
    ),
};

import { meanScorer, perRow } from './averages.js';
import type { Metric } from './metric.js';

/** Mean of −ln of the probability given to the true class, which is held within 2⁻⁵² of 0 and 1. */
export const logLoss: Metric = {
  name: 'log_loss',
  title: 'log loss',
  tasks: ['binary', 'multiclass'],
  direction: 'lower',
  range: [0, null],
  scorer: ({ values }, { rows, width, values: given }) =>
    meanScorer(
      perRow(rows, (row) => {
        const probability = given[row * width + (values[row] as number)] as number;
        return -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability)));
      }),
    ),
};

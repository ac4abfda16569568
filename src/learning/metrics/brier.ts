import { meanScorer, perRow } from './averages.js';
import type { Metric } from './metric.js';

/**
 * Mean squared distance between the probabilities and what happened: for binary tasks of the positive class alone,
 * for several classes the sum over them (from 0 to 2).
 */
export const brier: Metric = {
  name: 'brier',
  title: 'Brier score',
  tasks: ['binary', 'multiclass'],
  direction: 'lower',
  range: [0, 2],
  scorer: ({ task, values }, { rows, width, values: given }) =>
    meanScorer(
      perRow(rows, (row) => {
        const truth = values[row];
        if (task.kind === 'binary')
          return ((given[row * width + 1] as number) - Number(truth)) ** 2;
        let sum = 0;
        for (let index = 0; index < width; index++) {
          sum += ((given[row * width + index] as number) - (truth === index ? 1 : 0)) ** 2;
        }
        return sum;
      }),
    ),
};

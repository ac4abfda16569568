import { perRow, weightedVariance } from './averages.js';
import type { Metric } from './metric.js';

/** As R², but a constant error costs nothing. A target that never varies gives 1 when so does the error, and else 0. */
export const explainedVariance: Metric = {
  name: 'explained_variance',
  title: 'explained variance',
  tasks: ['regression'],
  direction: 'higher',
  range: [null, 1],
  scorer({ values }, { rows, values: given }) {
    const errors = perRow(rows, (row) => (values[row] as number) - (given[row] as number));
    return (weights) => {
      const unexplained = weightedVariance(errors, weights);
      const variance = weightedVariance(values, weights);
      if (unexplained === 0) return { value: 1 };
      return { value: variance === 0 ? 0 : 1 - unexplained / variance };
    };
  },
};

import { perRow, weightedMean, weightedVariance } from './averages.js';
import type { Metric } from './metric.js';

/**
 * Share of the target's variance that is explained; below 0 is worse than predicting the mean.
 * A target that never varies gives 1 when predicted exactly and else 0.
 */
export const r2: Metric = {
  name: 'r2',
  title: 'R²',
  tasks: ['regression', 'forecast'],
  direction: 'higher',
  range: [null, 1],
  scorer({ values }, { rows, values: given }) {
    const squares = perRow(rows, (row) => ((given[row] as number) - (values[row] as number)) ** 2);
    return (weights) => {
      if (rows < 2) return { value: null, reason: 'R² needs at least two rows' };
      const unexplained = weightedMean(squares, weights);
      const variance = weightedVariance(values, weights);
      if (unexplained === 0) return { value: 1 };
      return { value: variance === 0 ? 0 : 1 - unexplained / variance };
    };
  },
};

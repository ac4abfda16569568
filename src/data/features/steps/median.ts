import type { ImputeStep } from './step.js';

/** A missing value becomes the median of the training column, which outliers do not move. */
export const median: ImputeStep = {
  name: 'median',
  slot: 'impute',
  summary: 'the median of the training column',
  accepts: ['number', 'integer', 'timestamp'],
  params: {},
  async fit(stats) {
    const found = await stats.quantile(0.5);
    return Number.isFinite(found) ? found : 0;
  },
};

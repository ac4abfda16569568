import type { ImputeStep } from './step.js';

/** A missing value becomes the mean of the training column. */
export const mean: ImputeStep = {
  name: 'mean',
  slot: 'impute',
  summary: 'the mean of the training column',
  accepts: ['number', 'integer', 'timestamp'],
  params: {},
  async fit(stats) {
    const { mean: found } = await stats.numeric();
    return Number.isFinite(found) ? found : 0;
  },
};

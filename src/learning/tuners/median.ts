import type { Pruner } from './pruner.js';
import { isBelowShare } from './pruning/percentile-rule.js';

/** Stops a trial whose best value so far is worse than the median of the complete trials at the same step. */
export const median: Pruner = {
  name: 'median',
  summary: 'stops what is worse than the median at the same step; careful, after 5 complete trials',
  prunes: (trial, others, request) => isBelowShare(trial, others, { ...request, share: 0.5 }),
};

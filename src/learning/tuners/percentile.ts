import type { Pruner } from './pruner.js';
import { isBelowShare } from './pruning/percentile-rule.js';

/** Stops a trial whose best value so far is not among the best quarter of the complete trials at the same step. */
export const percentile: Pruner = {
  name: 'percentile',
  summary: 'stops what is not in the best quarter at the same step; bold, after 5 complete trials',
  prunes: (trial, others, request) => isBelowShare(trial, others, { ...request, share: 0.25 }),
};

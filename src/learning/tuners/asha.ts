import type { Pruner } from './pruner.js';
import { isHalved, longestOf } from './pruning/halving.js';

/** Of four trials that reach a rung one goes on, to four times as many steps. */
const factor = 4;

/**
 * Asynchronous successive halving (Li et al. 2020) with Optuna's defaults: rungs at 1, 4, 16, … steps, or at so many hundredths
 * of the longest complete trial.
 */
export const asha: Pruner = {
  name: 'asha',
  summary:
    'lets one of four go on at 1, 4, 16, … steps; finds most for its time when there are many steps',
  prunes(trial, others, request) {
    const first = Math.max(1, Math.floor((longestOf(others) ?? 1) / 100));
    return isHalved(trial, others, { ...request, first, factor });
  },
};

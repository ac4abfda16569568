import type { ImputeStep } from './step.js';

/**
 * Nothing stands for a missing value. A category then gets a feature of its own for it, if training has seen one;
 * in a number or a timestamp it is not expected, and reads as 0 after scaling.
 */
export const noImputation: ImputeStep = {
  name: 'none',
  slot: 'impute',
  summary: 'nothing: a category keeps missing as a value of its own, a number must not be missing',
  accepts: ['number', 'integer', 'boolean', 'category', 'timestamp', 'text'],
  params: {},
  fit: () => Promise.resolve(null),
};

import { type FenceParams, fenceParams, fencesOf } from './parts/fences.js';
import type { OutlierStep } from './step.js';

/** Numbers stay as they are, and a feature `column=(outlier)` is 1 where one lies beyond the fences of the training column. */
export const flag: OutlierStep<FenceParams> = {
  name: 'flag',
  slot: 'outliers',
  action: 'flag',
  summary: 'one more feature, 1 where a number is beyond a fence',
  accepts: ['number', 'integer', 'timestamp'],
  params: fenceParams,
  fit: fencesOf,
};

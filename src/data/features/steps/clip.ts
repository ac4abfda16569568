import { type FenceParams, fenceParams, fencesOf } from './parts/fences.js';
import type { OutlierStep } from './step.js';

/** A number beyond the fences of the training column becomes the nearest fence. */
export const clip: OutlierStep<FenceParams> = {
  name: 'clip',
  slot: 'outliers',
  action: 'clip',
  summary: 'numbers beyond a fence become the fence',
  accepts: ['number', 'integer', 'timestamp'],
  params: fenceParams,
  fit: fencesOf,
};

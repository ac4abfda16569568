import type { ScaleStep } from './step.js';

/** Numbers stay as they are. */
export const noScaling: ScaleStep = {
  name: 'none',
  slot: 'scale',
  summary: 'numbers stay as they are',
  accepts: ['number', 'integer', 'boolean'],
  params: {},
  fit: () => Promise.resolve({}),
  scaler: () => () => undefined,
};

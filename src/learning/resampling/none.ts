import { defineResampler } from './resampler.js';

/** For a candidate that is to learn from the rows as they are when the others do not. */
export const none = defineResampler({
  name: 'none',
  summary: 'Leaves the rows as they are',
  params: {},
  reads: 'any',
  resample: (rows) => Promise.resolve(rows),
});

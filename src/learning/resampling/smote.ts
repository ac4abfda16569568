import { neighbourParams } from './parts/class-neighbours.js';
import { ratioParams } from './parts/ratio.js';
import { smoteRows } from './parts/smote-rows.js';
import { defineResampler } from './resampler.js';

/** Synthetic minority over-sampling: Chawla, Bowyer, Hall & Kegelmeyer 2002. */
export const smote = defineResampler({
  name: 'smote',
  summary: 'Makes rows of the smaller classes on the line between a row and one near it',
  params: { ...ratioParams, ...neighbourParams },
  reads: 'numbers',
  resample: smoteRows,
});

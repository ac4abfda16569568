import { withoutTomekLinks } from './parts/cleaning.js';
import { defineResampler } from './resampler.js';

/** Rows of the larger classes that form a Tomek link are left out. */
export const tomekLinks = defineResampler({
  name: 'tomek-links',
  summary: 'Leaves out rows of the larger classes that are nearest neighbours with another class',
  params: {},
  reads: 'numbers',
  resample: (rows, _params, context) => withoutTomekLinks(rows, 'larger', context),
});

import { withoutDisagreement } from './parts/cleaning.js';
import { ennParams } from './parts/enn-params.js';
import { defineResampler } from './resampler.js';

/** Edited nearest neighbours: rows of the larger classes that their neighbours disagree with are left out. */
export const enn = defineResampler({
  name: 'enn',
  summary: 'Leaves out rows of the larger classes that lie among other classes',
  params: ennParams,
  reads: 'numbers',
  resample: (rows, params, context) =>
    withoutDisagreement(rows, params, { cleaned: 'larger', context }),
});

import { neighbourParams } from './parts/class-neighbours.js';
import { withoutTomekLinks } from './parts/cleaning.js';
import { ratioParams } from './parts/ratio.js';
import { smoteRows } from './parts/smote-rows.js';
import { defineResampler } from './resampler.js';

/** SMOTE, then no Tomek links of any class: Batista, Bazzan & Monard 2003. */
export const smoteTomek = defineResampler({
  name: 'smote-tomek',
  summary: 'SMOTE, then leaves out all rows that form Tomek links',
  params: { ...ratioParams, ...neighbourParams },
  reads: 'numbers',
  resample: async (rows, params, context) =>
    withoutTomekLinks(await smoteRows(rows, params, context), 'all', context),
});

import { neighbourParams } from './parts/class-neighbours.js';
import { withoutDisagreement } from './parts/cleaning.js';
import { ennParams } from './parts/enn-params.js';
import { ratioParams } from './parts/ratio.js';
import { smoteRows } from './parts/smote-rows.js';
import { defineResampler } from './resampler.js';

/** SMOTE, then no rows of any class that their neighbours disagree with: Batista, Prati & Monard 2004. */
export const smoteEnn = defineResampler({
  name: 'smote-enn',
  summary: 'SMOTE, then leaves out all rows that lie among other classes',
  params: {
    ...ratioParams,
    ...neighbourParams,
    cleaning_neighbours: { ...ennParams.neighbours },
    agreement: ennParams.agreement,
  },
  reads: 'numbers',
  resample: async (rows, { cleaning_neighbours: neighbours, agreement, ...params }, context) =>
    withoutDisagreement(
      await smoteRows(rows, params, context),
      { neighbours, agreement },
      { cleaned: 'all', context },
    ),
});

import type { ValuesOf } from '../../../contracts/params.js';
import type { SelectStep } from './matrix-step.js';
import { keepParams, placesOfBest } from './parts/best-scores.js';

/** Keeps the features without which a random forest errs more, on training rows that it did not grow from. */
export const permutation: SelectStep<ValuesOf<typeof keepParams>> = {
  name: 'permutation',
  slot: 'select',
  summary:
    'keeps the features whose shuffling makes a random forest worse, curves and interactions seen',
  params: keepParams,
  choose: async (matrix, { keep }, { importance }) => placesOfBest(await importance(matrix), keep),
};

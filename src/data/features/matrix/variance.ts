import type { Params, ValuesOf } from '../../../contracts/params.js';
import { summaryOf } from '../number-column.js';
import { knownOf, type SelectStep } from './matrix-step.js';

const params = {
  min_variance: {
    type: 'number',
    minimum: 0,
    default: 0,
    description: 'Features that vary no more than this are left out: 0 for those with one value',
  },
} as const satisfies Params;

/**
 * Leaves out features of little variance (of the population), as scikit-learn's VarianceThreshold. Standardised features all have
 * variance 1: this is for one-hot features and for columns that are not scaled. Codes of categories stay.
 */
export const variance: SelectStep<ValuesOf<typeof params>> = {
  name: 'variance',
  slot: 'select',
  summary: 'leaves out features that hardly vary',
  params,
  choose(matrix, { min_variance: least }) {
    return [...matrix.names.keys()].filter((place) => {
      if (matrix.isCode[place] === true) return true;
      const { sd, min, max } = summaryOf(knownOf(matrix, place).numbers);
      return min < max && sd * sd > least;
    });
  },
};

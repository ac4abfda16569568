import { Registry } from '../../../registry.js';
import { correlation } from './correlation.js';
import { elimination } from './elimination.js';
import { fScore } from './f-score.js';
import { lasso } from './lasso.js';
import type { ReduceStep, SelectStep } from './matrix-step.js';
import { mutualInformation } from './mutual-information.js';
import { pca } from './pca.js';
import { permutation } from './permutation.js';
import { variance } from './variance.js';

/** Steps over the features of all columns. To add one: write its file, add its line. */
export const matrixSteps = {
  select: new Registry<SelectStep>('selection', [
    variance,
    correlation,
    fScore,
    mutualInformation,
    lasso,
    elimination,
    permutation,
  ]),
  reduce: new Registry<ReduceStep>('reduction', [pca]),
} as const;

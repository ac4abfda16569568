import type { Problem } from '../../../errors/index.js';

/** Something wrong with a step; `path` leads on from the step. */
export type StepProblem = Omit<Problem, 'place'> & { readonly path: readonly (string | number)[] };

import type { Prepared } from '../features-for.js';

/** A forecast reads the values of its series, and no features. */
export const noFeatures: Prepared = {
  plan: {
    reading: 'scaled',
    columns: [],
    matrix: { select: [] },
    dropped: [],
    warnings: [],
    problems: [],
  },
  fitted: { version: 2, columns: [], outputs: [], width: 0 },
  folds: [],
};

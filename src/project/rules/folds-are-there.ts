import type { Rule } from './rule.js';

/** Cross-validation needs folds. */
export const foldsAreThere: Rule = {
  reads: ['train', 'split'],
  check: ({ train, split }, _catalogue, report) => {
    if (train.cross_validate !== true || split.folds !== undefined) return;
    report({
      code: 'project/contradiction',
      path: ['train', 'cross_validate'],
      message: '`train.cross_validate` needs folds, and the splits have none',
      hints: ['Add `folds: 5` under `split:`', 'Or remove `cross_validate`'],
    });
  },
};

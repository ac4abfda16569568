import { exactPercent } from '../../contracts/figure.js';
import type { SplitSettings } from '../project-schema.js';
import type { Rule } from './rule.js';

const tolerance = 1e-6;

/** The shares of the splits sum to 1, and each split that is needed has some rows. */
export const splitAddsUp: Rule = {
  reads: ['split'],
  check: ({ split }, _catalogue, report) => {
    if (split.strategy === 'column' || split.steps !== undefined) return;
    const { train, validation, test }: SplitSettings = split;
    const sum = train + validation + test;
    if (Math.abs(sum - 1) > tolerance) {
      report({
        code: 'project/contradiction',
        path: ['split'],
        message: `The shares of the splits sum to ${exactPercent(sum)}, not 100 %`,
        hints: ['Leave one of them out and it is filled in'],
      });
      return;
    }
    for (const [name, share] of Object.entries({ train, validation, test })) {
      if (share > 0) continue;
      report({
        code: 'project/out-of-range',
        path: ['split', name],
        message: `The ${name} split would be empty`,
        hints: [`Give \`split.${name}\` a share above 0`],
      });
    }
  },
};

import type { Rule } from './rule.js';

/** A requirement names one thing and a bound that can be met. */
export const requirementsSayWhat: Rule = {
  reads: ['requirements'],
  check: ({ requirements }, _catalogue, report) => {
    for (const [index, { metric, cost_usd, min, max }] of requirements.entries()) {
      const path = ['requirements', index];
      if ((metric === undefined) === (cost_usd === undefined)) {
        report({
          code: 'project/contradiction',
          path,
          message: 'A requirement is about one thing: a `metric` or `cost_usd`',
          hints: ['Write one line for each, such as `- { metric: accuracy, min: 0.8 }`'],
        });
      } else if (metric !== undefined && min === undefined && max === undefined) {
        report({
          code: 'project/missing-key',
          path,
          message: `The requirement on \`${metric}\` has no bound`,
          hints: ['Add `min:` or `max:`'],
        });
      } else if (min !== undefined && max !== undefined && min > max) {
        report({
          code: 'project/contradiction',
          path,
          message: `No value is at least ${min} and at most ${max}`,
          hints: ['Swap `min` and `max`'],
        });
      }
    }
  },
};

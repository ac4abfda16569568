import type { Rule } from './rule.js';

/** Money can only be a limit where an hour has a price. */
export const budgetHasAPrice: Rule = {
  reads: ['train', 'tune', 'compute', 'targets', 'cost'],
  check: ({ train, tune, compute, targets, cost }, _catalogue, report) => {
    if ((targets[compute.target]?.price ?? cost.price) !== undefined) return;
    for (const [block, budget] of Object.entries({ train: train.budget, tune: tune?.budget })) {
      if (budget?.usd === undefined) continue;
      report({
        code: 'project/contradiction',
        path: [block, 'budget', 'usd'],
        message: `\`${block}.budget.usd\` needs to know what an hour of training costs`,
        hints: [
          'Add `cost: { price: { usd_per_hour: …, as_of: YYYY-MM-DD } }`, or a `price` to the target',
          'Or limit the time: `budget: { minutes: 20 }`',
        ],
      });
    }
  },
};

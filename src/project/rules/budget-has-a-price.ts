import type { Rule } from './rule.js';

/** Money can only be a limit where an hour has a price. */
export const budgetHasAPrice: Rule = {
  reads: ['train', 'compute', 'targets', 'cost'],
  check: ({ train, compute, targets, cost }, _catalogue, report) => {
    if (train.budget?.usd === undefined) return;
    if ((targets[compute.target]?.price ?? cost.price) !== undefined) return;
    report({
      code: 'project/contradiction',
      path: ['train', 'budget', 'usd'],
      message: '`train.budget.usd` needs to know what an hour of training costs',
      hints: [
        'Add `cost: { price: { usd_per_hour: …, as_of: YYYY-MM-DD } }`, or a `price` to the target',
        'Or limit the time: `budget: { minutes: 20 }`',
      ],
    });
  },
};

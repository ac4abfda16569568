import type { Rule } from './rule.js';

/** A threshold is chosen by one thing; it and calibration need classes, and rows to be fitted on. */
export const probabilitiesBecomeLabels: Rule = {
  reads: ['task', 'train', 'split'],
  check: ({ task, train, split }, _catalogue, report) => {
    const { threshold, calibrate, imbalance } = train;
    for (const [setting, value] of Object.entries({ threshold, calibrate, imbalance })) {
      if (value === undefined || task.type === 'classification') continue;
      report({
        code: 'project/contradiction',
        path: ['train', setting],
        message: `\`train.${setting}\` is about classes, and \`task.type\` is \`${task.type}\``,
        hints: [`Remove \`train.${setting}\``],
      });
    }
    if (threshold !== undefined && Object.keys(threshold).length !== 1) {
      report({
        code: 'project/contradiction',
        path: ['train', 'threshold'],
        message: 'A threshold is chosen by one thing: `cost`, `costs`, `metric` or `at`',
        hints: ['Write it as `threshold: { cost: { false_positive: 1, false_negative: 5 } }`'],
      });
    }
    if (split.validation > 0 || split.strategy === 'column') return;
    const fitted = threshold?.at === undefined ? { threshold, calibrate } : { calibrate };
    for (const [setting, value] of Object.entries(fitted)) {
      if (value === undefined) continue;
      report({
        code: 'project/contradiction',
        path: ['train', setting],
        message: `\`train.${setting}\` is fitted on validation rows, and the split has none`,
        hints: ['Set `split.validation`, such as to `15%`', `Or remove \`train.${setting}\``],
      });
    }
  },
};

import type { Rule } from './rule.js';

/** What is to be predicted cannot be an input, and `positive` only makes sense for classes. */
export const targetIsNoFeature: Rule = {
  reads: ['task', 'features', 'ingest'],
  check: ({ task, features, ingest }, _catalogue, report) => {
    const { target } = task;
    if (target !== undefined && target in features) {
      report({
        code: 'project/contradiction',
        path: ['features', target],
        atKey: true,
        message: `\`${target}\` is the target and cannot be a feature`,
        hints: ['Remove it from `features`'],
      });
    }
    const role = target === undefined ? undefined : ingest.columns[target]?.role;
    if (target !== undefined && role !== undefined && role !== 'target') {
      report({
        code: 'project/contradiction',
        path: ['ingest', 'columns', target, 'role'],
        message: `\`${target}\` is the target and cannot have the role \`${role}\``,
        hints: ['Remove the role, or change `task.target`'],
      });
    }
    if (task.type !== 'anomaly' && task.contamination !== undefined) {
      report({
        code: 'project/contradiction',
        path: ['task', 'contamination'],
        message: '`contamination` is the share of odd rows, which only `type: anomaly` looks for',
        hints: ['Remove `contamination`, or set `type: anomaly`'],
      });
    }
    if (task.type === 'regression' && task.positive !== undefined) {
      report({
        code: 'project/contradiction',
        path: ['task', 'positive'],
        message: '`positive` names a class, but a regression predicts a number',
        hints: ['Remove `positive`, or set `type: classification`'],
      });
    }
  },
};

import type { Rule } from './rule.js';

/** What is to be predicted cannot be an input, and `positive` only makes sense for classes. */
export const targetIsNoFeature: Rule = {
  reads: ['task', 'features', 'ingest'],
  check: ({ task, features, ingest }, _catalogue, report) => {
    if (task.target in features) {
      report({
        code: 'project/contradiction',
        path: ['features', task.target],
        atKey: true,
        message: `\`${task.target}\` is the target and cannot be a feature`,
        hints: ['Remove it from `features`'],
      });
    }
    const role = ingest.columns[task.target]?.role;
    if (role !== undefined && role !== 'target') {
      report({
        code: 'project/contradiction',
        path: ['ingest', 'columns', task.target, 'role'],
        message: `\`${task.target}\` is the target and cannot have the role \`${role}\``,
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

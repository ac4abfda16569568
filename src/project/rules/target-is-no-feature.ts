import type { Complaint } from '../describe-problem.js';
import type { ProjectSettings } from '../project.js';
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
    const role = ingest.columns[target ?? '']?.role;
    if (target !== undefined && isOther(role)) {
      report({
        code: 'project/contradiction',
        path: ['ingest', 'columns', target, 'role'],
        message: `\`${target}\` is the target and cannot have the role \`${role}\``,
        hints: ['Remove the role, or change `task.target`'],
      });
    }
    for (const complaint of useless(task)) report(complaint);
  },
};

function isOther(role: string | undefined): role is string {
  return role !== undefined && role !== 'target';
}

/** Settings that say something about another task. */
function* useless(task: ProjectSettings['task']): Generator<Complaint> {
  if (task.type !== 'anomaly' && task.contamination !== undefined) {
    yield {
      code: 'project/contradiction',
      path: ['task', 'contamination'],
      message: '`contamination` is the share of odd rows, which only `type: anomaly` looks for',
      hints: ['Remove `contamination`, or set `type: anomaly`'],
    };
  }
  if (task.type === 'regression' && task.positive !== undefined) {
    yield {
      code: 'project/contradiction',
      path: ['task', 'positive'],
      message: '`positive` names a class, but a regression predicts a number',
      hints: ['Remove `positive`, or set `type: classification`'],
    };
  }
}

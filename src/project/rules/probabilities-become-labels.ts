import type { Complaint } from '../describe-problem.js';
import type { ProjectSettings } from '../project.js';
import type { Rule } from './rule.js';

/** A threshold is chosen by one thing; it and calibration need classes, and rows to be fitted on. */
export const probabilitiesBecomeLabels: Rule = {
  reads: ['task', 'train', 'split'],
  check: (project, _catalogue, report) => {
    for (const complaint of [
      ...withoutClasses(project),
      ...manyThresholds(project),
      ...withoutRows(project),
    ]) {
      report(complaint);
    }
  },
};

function withoutClasses({ task, train }: ProjectSettings): readonly Complaint[] {
  if (task.type === 'classification') return [];
  const { threshold, calibrate, imbalance } = train;
  return given({ threshold, calibrate, imbalance }).map((setting) => ({
    code: 'project/contradiction',
    path: ['train', setting],
    message: `\`train.${setting}\` is about classes, and \`task.type\` is \`${task.type}\``,
    hints: [`Remove \`train.${setting}\``],
  }));
}

function manyThresholds({ train: { threshold } }: ProjectSettings): readonly Complaint[] {
  if (threshold === undefined || Object.keys(threshold).length === 1) return [];
  return [
    {
      code: 'project/contradiction',
      path: ['train', 'threshold'],
      message: 'A threshold is chosen by one thing: `cost`, `costs`, `metric` or `at`',
      hints: ['Write it as `threshold: { cost: { false_positive: 1, false_negative: 5 } }`'],
    },
  ];
}

function withoutRows({ train, split }: ProjectSettings): readonly Complaint[] {
  if (split.validation > 0 || split.strategy === 'column') return [];
  const { threshold, calibrate } = train;
  return given(threshold?.at === undefined ? { threshold, calibrate } : { calibrate }).map(
    (setting) => ({
      code: 'project/contradiction',
      path: ['train', setting],
      message: `\`train.${setting}\` is fitted on validation rows, and the split has none`,
      hints: ['Set `split.validation`, such as to `15%`', `Or remove \`train.${setting}\``],
    }),
  );
}

function given(settings: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(settings).filter((name) => settings[name] !== undefined);
}

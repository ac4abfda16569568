import type { Complaint } from '../describe-problem.js';
import type { ProjectSettings } from '../project.js';
import type { Rule } from './rule.js';

/** Every task has a target but the search for odd rows, and that one cannot then ask for what only labels decide. */
export const labelsAreNamed: Rule = {
  reads: ['task', 'split', 'train', 'tune', 'requirements'],
  check: (project, { metrics }, report) => {
    const { task } = project;
    if (task.target !== undefined) return;
    if (task.type !== 'anomaly') {
      report({
        ...{ code: 'project/missing-key', path: ['task'] },
        message: '`task` must have `target`',
        hints: ['Add `target:` (The column to predict)'],
      });
      return;
    }
    const judges = (name: string): boolean =>
      !metrics.has(name) || metrics.get(name).needsNoTruth === true;
    for (const complaint of [...wantsLabels(project), ...wantsTruth(project, judges)]) {
      report({ code: 'project/contradiction', ...complaint });
    }
  },
};

type Unnamed = Omit<Complaint, 'code'>;

const naming = 'Or name the column that says which rows are odd: `task: { target: … }`';

function* wantsLabels({ task, split, train, tune }: ProjectSettings): Generator<Unnamed> {
  const [first, second] = Object.keys(train.candidates);
  if (second !== undefined) {
    yield {
      path: ['train', 'candidates', second],
      atKey: true,
      message: `Without labels nothing says whether \`${first}\` or \`${second}\` is better`,
      hints: ['Keep one candidate', naming],
    };
  }
  if (tune !== undefined) {
    yield {
      path: ['tune'],
      atKey: true,
      message: 'Without labels there is nothing to search by',
      hints: ['Remove `tune`', naming],
    };
  }
  if (/^stratified/.test(split.strategy)) {
    yield {
      path: ['split', 'strategy'],
      message: `\`${split.strategy}\` keeps classes in proportion, and without labels there are none`,
      hints: ['Use `random`, `grouped`, `time` or `hash`', naming],
    };
  }
  if (task.positive !== undefined) {
    yield {
      path: ['task', 'positive'],
      message: '`positive` names a class, and without labels there are none',
      hints: ['Remove `positive`', naming],
    };
  }
}

function* wantsTruth(
  { train, requirements }: ProjectSettings,
  judges: (metric: string) => boolean,
): Generator<Unnamed> {
  const named = [
    { path: ['train', 'select'], metric: train.select },
    ...requirements.map(({ metric }, at) => ({ path: ['requirements', at, 'metric'], metric })),
  ];
  for (const { path, metric } of named) {
    if (typeof metric !== 'string' || judges(metric.replace(/\(.*/s, ''))) continue;
    yield {
      path,
      message: `\`${metric}\` compares with labels, and there are none`,
      hints: ['Use `flagged_share`, the share of rows that is flagged', naming],
    };
  }
}

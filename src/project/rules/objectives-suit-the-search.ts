import { notAllowed } from '../describe-problem.js';
import { kindsOf } from './candidates-suit-the-task.js';
import type { Rule } from './rule.js';

/** What trials are judged by are metrics of the task, each once; what chooses between them is one of these. */
export const objectivesSuitTheSearch: Rule = {
  reads: ['tune', 'task', 'split'],
  check: ({ tune, task, split }, { metrics }, report) => {
    const { objectives = [], choose, cross_validate: byFolds, confirm } = tune ?? {};
    const kinds = kindsOf(task.type);
    const suited = [...metrics]
      .filter(({ tasks }) => kinds.some((kind) => tasks.includes(kind)))
      .map(({ name }) => name);
    const names: string[] = [];
    for (const [at, objective] of objectives.entries()) {
      const { metric } = objective;
      if (metric !== undefined && !suited.includes(metric)) {
        report(notAllowed(['tune', 'objectives', at, 'metric'], metric, suited));
      }
      const name = metric ?? Object.keys(objective)[0] ?? '';
      if (names.includes(name)) {
        report({
          code: 'project/contradiction',
          path: ['tune', 'objectives', at],
          message: `\`${name}\` is an objective twice`,
          hints: ['Take one of them out'],
        });
      }
      names.push(name);
    }
    for (const key of ['best', 'then'] as const) {
      const name = choose?.[key];
      if (name === undefined || names.includes(name)) continue;
      if (names.length > 0) {
        report(notAllowed(['tune', 'choose', key], name, names));
        continue;
      }
      report({
        code: 'project/contradiction',
        path: ['tune', 'choose'],
        message: '`tune.choose` chooses between objectives, and there are none',
        hints: ['Add `objectives: [{ metric: … }, { latency: p50 }]`, or take `choose` out'],
      });
      return;
    }
    if (byFolds === true && split.folds === undefined) {
      report({
        code: 'project/contradiction',
        path: ['tune', 'cross_validate'],
        message: '`tune.cross_validate` needs folds',
        hints: ['Add `split: { folds: 5 }`'],
      });
    }
    if (confirm !== undefined && split.strategy === 'column' && split.folds === undefined) {
      report({
        code: 'project/contradiction',
        path: ['tune', 'confirm'],
        message: '`tune.confirm` cannot repeat a split that a column names',
        hints: ['Take `confirm` out: nobody but you knows how such rows may be parted anew'],
      });
    }
  },
};

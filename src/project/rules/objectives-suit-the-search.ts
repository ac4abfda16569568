import { notAllowed } from '../describe-problem.js';
import { trialCosts } from '../trial-costs.js';
import { problemOfMetric } from './metrics-suit-the-task.js';
import type { Rule } from './rule.js';

type Report = Parameters<Rule['check']>[2];

/** What trials are judged by are metrics of the task, each once; what chooses between them is one of these. */
export const objectivesSuitTheSearch: Rule = {
  reads: ['tune', 'task', 'split'],
  check: ({ tune, task, split }, { metrics }, report) => {
    if (tune === undefined) return;
    const { objectives = [], choose = {}, cross_validate: byFolds, confirm } = tune;
    for (const [at, { metric }] of objectives.entries()) {
      const besides = [...trialCosts.keys()].map(String);
      problemOfMetric(['tune', 'objectives', at, 'metric'], metric, {
        task,
        metrics,
        report,
        besides,
      });
    }
    refuseTwice(objectives, report);
    const names = objectives.map(nameOf);
    if (tune.choose !== undefined) checkChoice(choose, names, report);
    if (split.folds !== undefined) return;
    if (byFolds) {
      report({
        code: 'project/contradiction',
        path: ['tune', 'cross_validate'],
        message: '`tune.cross_validate` needs folds, and the splits have none',
        hints: ['Add `folds: 5` under `split:`', 'Or remove `cross_validate`'],
      });
    }
    if (confirm !== undefined && split.strategy === 'column') {
      report({
        code: 'project/contradiction',
        path: ['tune', 'confirm'],
        message: '`tune.confirm` cannot repeat a split that a column names',
        hints: ['Take `confirm` out: nobody but you knows how such rows may be parted anew'],
      });
    }
  },
};

type Written = Readonly<Record<string, string | undefined>>;

/** What an objective is called in `choose`. */
function nameOf(objective: Written): string {
  return objective['metric'] ?? Object.keys(objective)[0] ?? '';
}

function refuseTwice(objectives: readonly Written[], report: Report): void {
  const seen = new Set<string>();
  for (const [at, objective] of objectives.entries()) {
    const name = nameOf(objective);
    if (seen.has(name)) {
      report({
        code: 'project/contradiction',
        path: ['tune', 'objectives', at],
        message: `\`${name}\` is an objective twice`,
        hints: ['Take one of them out'],
      });
    }
    seen.add(name);
  }
}

function checkChoice(
  choice: { readonly best?: string; readonly then?: string },
  names: readonly string[],
  report: Report,
): void {
  if (names.length === 0) {
    report({
      code: 'project/contradiction',
      path: ['tune', 'choose'],
      message: '`tune.choose` chooses between objectives, and there are none',
      hints: ['Add `objectives: [{ metric: … }, { latency: p50 }]`, or take `choose` out'],
    });
    return;
  }
  for (const key of ['best', 'then'] as const) {
    const name = choice[key];
    if (name === undefined || names.includes(name)) continue;
    report(notAllowed(['tune', 'choose', key], name, names));
  }
}

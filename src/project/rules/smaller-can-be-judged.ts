import { notAllowed } from '../describe-problem.js';
import type { Path } from '../project.js';
import type { PackageSettings } from '../project-schema.js';
import { problemOfMetric } from './metrics-suit-the-task.js';
import type { Rule } from './rule.js';

type Smaller = NonNullable<PackageSettings['smaller']>;

const home: Path = ['package', 'smaller'];

/** What becomes the package is one of what is tried, and each line of its requirements is about one thing that the task has. */
export const smallerCanBeJudged: Rule = {
  reads: ['task', 'package'],
  check: ({ task, package: { smaller } }, { metrics }, report) => {
    if (smaller === undefined) return;
    if (task.type === 'forecast' || task.type === 'anomaly') {
      report({
        code: 'project/contradiction',
        path: home,
        atKey: true,
        message: '`smaller` is not there for forecasts and anomalies',
        hints: ['Leave `package.smaller` out'],
      });
    }
    const names = smaller.try.map(({ name }) => name);
    const usable = ['full', 'smallest', ...names];
    if (!usable.includes(smaller.use)) {
      report(notAllowed([...home, 'use'], smaller.use, usable));
    }
    const twice = names.findIndex((name, at) => names.indexOf(name) < at);
    if (twice >= 0) {
      report({
        code: 'project/contradiction',
        path: [...home, 'try', twice],
        message: `\`${names[twice] ?? ''}\` is tried twice`,
        hints: ['Give one of them a name of its own: `{ name: other, steps: [{ method: int8 }] }`'],
      });
    }
    for (const [index, line] of smaller.requirements.entries()) {
      const path = [...home, 'requirements', index];
      const flaw = flawOf(line);
      if (flaw === undefined) {
        problemOfMetric([...path, 'metric'], line.metric, { task, metrics, report });
      } else report({ code: 'project/contradiction', path, ...flaw });
    }
  },
};

const subjects = ['metric', 'size', 'latency'] as const;

function flawOf(
  line: Smaller['requirements'][number],
): { readonly message: string; readonly hints: readonly string[] } | undefined {
  const named = subjects.filter((key) => line[key] !== undefined);
  const hints = ['Write one line for each, such as `- { metric: accuracy, max_loss: 0.01 }`'];
  if (named.length !== 1) {
    return {
      message: 'A requirement of a smaller model is about one thing: `metric`, `size` or `latency`',
      hints,
    };
  }
  if (line.metric === undefined && (line.max_loss !== undefined || line.sure !== undefined)) {
    const key = line.max_loss === undefined ? 'sure' : 'max_loss';
    return { message: `\`${key}\` says nothing of \`${named[0] ?? ''}\``, hints };
  }
  return undefined;
}

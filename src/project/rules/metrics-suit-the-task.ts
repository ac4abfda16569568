import type { TaskKind } from '../../contracts/task.js';
import { type Complaint, notAllowed } from '../describe-problem.js';
import { isModule } from '../json-mapping.js';
import type { PluginCatalogue } from '../plugin-catalogue.js';
import type { Path, ProjectSettings } from '../project.js';
import { kindsOf } from './candidates-suit-the-task.js';
import type { Rule } from './rule.js';

/** Every metric the project names exists and can be computed for its task. */
export const metricsSuitTheTask: Rule = {
  reads: ['task', 'train', 'requirements'],
  check: ({ task, train, requirements }, { metrics }, report) => {
    const world = { task, metrics, report };
    problemOfMetric(['train', 'select'], train.select, world);
    for (const [index, { metric }] of requirements.entries()) {
      problemOfMetric(['requirements', index, 'metric'], metric, world);
    }
  },
};

/** Reports what is wrong with a metric's name, where there is one; a module of the project's own is looked at when it is loaded. */
export function problemOfMetric(
  path: Path,
  metric: string | null | undefined,
  {
    task,
    metrics,
    report,
    besides = [],
  }: Pick<ProjectSettings, 'task'> &
    Pick<PluginCatalogue, 'metrics'> & {
      readonly report: (complaint: Complaint) => void;
      /** What could stand there that is no metric. */
      readonly besides?: readonly string[];
    },
): void {
  if (typeof metric !== 'string' || isModule(metric)) return;
  const wanted: readonly string[] = kindsOf(task.type);
  const able = [...metrics]
    .filter(({ tasks }) => tasks.some((each) => wanted.includes(each)))
    .map(({ name }) => name);
  const name = metric.replace(/\(.*/s, '');
  if (!able.includes(name)) {
    const complaint = notAllowed(path, metric, [...besides, ...able]);
    const why = metrics.has(name)
      ? `: it measures ${measured(metrics.get(name).tasks)}, and the task is ${task.type}`
      : '';
    report({ ...complaint, message: `${complaint.message}${why}` });
    return;
  }
  const message = metrics.problemIn(metric);
  if (message === undefined) return;
  const params = Object.entries(metrics.get(name).params ?? {});
  const hints =
    params.length === 0
      ? [`Write \`${name}\``]
      : params.map(([key, { description }]) => `\`${key}\`: ${description}`);
  report({ code: 'project/not-allowed', path, message, hints });
}

/** What a metric can measure, in the words of `task.type`: `regression and forecast`. */
function measured(tasks: readonly TaskKind[]): string {
  const types = tasks.map((kind) =>
    kind === 'binary' || kind === 'multiclass' ? 'classification' : kind,
  );
  return new Intl.ListFormat('en', { style: 'long' }).format([...new Set(types)]);
}

import { notAllowed } from '../describe-problem.js';
import { isModule } from '../json-mapping.js';
import { kindsOf } from './candidates-suit-the-task.js';
import type { Rule } from './rule.js';

/** Every metric the project names exists and can be computed for its task. */
export const metricsSuitTheTask: Rule = {
  reads: ['task', 'train', 'requirements'],
  check: ({ task, train, requirements }, { metrics }, report) => {
    const wanted: readonly string[] = kindsOf(task.type);
    const able = [...metrics]
      .filter(({ tasks }) => tasks.some((each) => wanted.includes(each)))
      .map(({ name }) => name);
    const check = (path: readonly (string | number)[], metric: string | null | undefined): void => {
      if (typeof metric !== 'string') return;
      if (isModule(metric) && path[0] === 'requirements') return;
      const name = metric.replace(/\(.*/s, '');
      if (!able.includes(name)) {
        report(notAllowed(path, metric, able));
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
    };
    check(['train', 'select'], train.select);
    for (const [index, { metric }] of requirements.entries()) {
      check(['requirements', index, 'metric'], metric);
    }
  },
};

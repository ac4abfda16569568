import { posix } from 'node:path';
import { MlxError } from '../../errors/index.js';
import { metrics } from '../../learning/metrics/index.js';
import type { Metric } from '../../learning/metrics/metric.js';
import { isModule } from '../../project/json-mapping.js';
import type { MeasuredMetric } from './measured-run.js';

/** A run with what it measured. */
interface Measured {
  readonly metrics: Readonly<Record<string, MeasuredMetric>>;
}

/**
 * A metric as people call it: `auc` is `roc_auc`, and `profit.ts` is `./profit.ts`, one of the project's own that a run measured.
 * Throws `usage/unknown-name` for one that mlx does not measure, or no run did.
 */
export function metricNamed(
  name: string,
  runs: readonly Measured[],
): Pick<Metric, 'name' | 'direction'> {
  if (isModule(name)) return ownMetric(name, runs);
  return metrics.get(name === 'auc' ? 'roc_auc' : name);
}

/** Which way is better stands with what was measured: the module may be gone, or another by now. The newest run decides. */
function ownMetric(name: string, runs: readonly Measured[]): Pick<Metric, 'name' | 'direction'> {
  const wanted = posix.normalize(name);
  const found = runs.flatMap(({ metrics: measured }) =>
    Object.entries(measured).filter(([each]) => isModule(each) && posix.normalize(each) === wanted),
  );
  const [first] = found;
  if (runs.length === 0) return { name, direction: 'higher' };
  if (first === undefined) throw unmeasured(name, runs);
  const direction = found.find(([, each]) => each.direction !== undefined)?.[1].direction;
  if (direction === undefined) {
    throw new MlxError(
      'usage/unknown-name',
      `Which way \`${name}\` is better is not known any more: the evaluations of the runs are gone`,
      { hints: ['Run `mlx evaluate` again'] },
    );
  }
  return { name: first[0], direction };
}

function unmeasured(name: string, runs: readonly Measured[]): MlxError {
  const own = runs.flatMap(({ metrics: measured }) => Object.keys(measured).filter(isModule));
  const others = [...new Set(own)].map((each) => `\`${each}\``);
  return new MlxError('usage/unknown-name', `No run measured \`${name}\``, {
    hints: [
      ...(others.length === 0 ? [] : [`Runs measured ${others.join(', ')}`]),
      'A metric of your own is measured where `train.select`, `tune.objectives` or a line of `requirements` names it',
    ],
  });
}

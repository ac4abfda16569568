import type { Task } from '../../contracts/task.js';
import {
  filesOfUserModule,
  loadUserModule,
  type UserModule,
} from '../../data/user-modules/load-user-module.js';
import { isPlainObject, kindOf } from '../../data/user-modules/value-kind.js';
import { MlxError, nearestWord } from '../../errors/index.js';
import { decisions } from '../../learning/metrics/confusion.js';
import { defaultMetric, metrics } from '../../learning/metrics/index.js';
import type { Metric, Score, Truth } from '../../learning/metrics/metric.js';
import { isModule } from '../../project/json-mapping.js';

const known = ['title', 'direction', 'tasks', 'range', 'score'] as const;
const tasks = ['binary', 'multiclass', 'regression', 'anomaly', 'forecast'] as const;

/** What may name a metric: a line of the contract, an objective. */
interface NamesMetric {
  readonly metric?: string | undefined;
}

/** The metrics that lines name, each by its name. Throws `data/user-module`. */
export async function metricsOf(
  lines: readonly NamesMetric[],
  projectDir: string,
): Promise<ReadonlyMap<string, Metric>> {
  const names = new Set(lines.flatMap(({ metric }) => metric ?? []));
  const found = await Promise.all(
    [...names].map(async (name) => [name, await metricOf(name, projectDir)] as const),
  );
  return new Map(found);
}

/** The local files of the project's own metrics: what belongs into a fingerprint. */
export async function filesOfMetrics(
  lines: readonly NamesMetric[],
  projectDir: string,
): Promise<readonly string[]> {
  const modules = new Set(lines.flatMap(({ metric = '' }) => (isModule(metric) ? [metric] : [])));
  const files = [...modules].map((path) => filesOfUserModule(path, projectDir));
  return [...new Set((await Promise.all(files)).flat())];
}

/** The metric that decides: the one wanted, if the task has it, else the task's own. Throws `data/user-module`. */
export async function selectionMetric(
  task: Task,
  wanted: string | null,
  projectDir: string,
): Promise<Metric> {
  if (wanted === null || !(isModule(wanted) || metrics.has(wanted))) return defaultMetric(task);
  const metric = await metricOf(wanted, projectDir);
  if (metric.tasks.includes(task.kind)) return metric;
  if (isModule(wanted)) throw unsuited(metric, task);
  return defaultMetric(task);
}

/** A metric by its name, or of a module of the project's own. Throws `data/user-module` when that is none. */
export async function metricOf(name: string, projectDir: string): Promise<Metric> {
  return isModule(name) ? ownMetric(name, projectDir) : metrics.get(name);
}

/**
 * A metric of the project's own: a module that exports `score`, a function of some rows, and which way is better. A resample is handed to
 * it as rows that are there several times, so that it need not know of weights.
 */
async function ownMetric(path: string, projectDir: string): Promise<Metric> {
  const module = await loadUserModule(path, projectDir);
  const exported = exportedMetric(module);
  const { title = path, direction, range = [null, null], tasks: able = tasks, score } = exported;
  return {
    name: path,
    title: String(title),
    direction: direction as Metric['direction'],
    tasks: Array.from(able as Metric['tasks']),
    range: range as Metric['range'],
    isCostly: true,
    scorer: (truth, predictions, options) => {
      const { values, width } = predictions;
      const isNumber = ['regression', 'forecast'].includes(truth.task.kind);
      const decided = isNumber ? undefined : decisions(truth, predictions, options);
      return (weights): Score => {
        const rows = rowsOf(truth, weights ?? truth.weights);
        const said = rows.map((row) => Array.from(values.subarray(row * width, (row + 1) * width)));
        const found = called(module, () =>
          (score as (rows: object) => unknown).call(exported, {
            task: truth.task,
            rows: rows.length,
            truth: rows.map((row) => truth.values[row] as number),
            predicted: rows.map((row) =>
              decided === undefined ? (values[row] as number) : (decided[row] as number),
            ),
            ...(!isNumber && { probabilities: said }),
          }),
        );
        if (found === null || (typeof found === 'number' && !Number.isFinite(found))) {
          return { value: null, reason: `\`${path}\` gives no number for these rows` };
        }
        if (typeof found !== 'number') {
          throw new MlxError('data/user-code', `\`${path}\`: \`score\` returned ${kindOf(found)}`, {
            hints: ['Return a number, or null where there is none'],
          });
        }
        return { value: found };
      };
    },
  };
}

/** The default export of a module, held to what a metric has to be. */
function exportedMetric({ path, exports }: UserModule): Readonly<Record<string, unknown>> {
  const exported = exports['default'];
  if (!isPlainObject(exported)) {
    const what =
      exported === undefined ? 'it has no default export' : `it exports ${kindOf(exported)}`;
    throw unusable(path, what);
  }
  const odd = Object.keys(exported).find((key) => !(known as readonly string[]).includes(key));
  if (odd !== undefined) {
    const nearest = nearestWord(odd, known);
    const hint = nearest === undefined ? '' : `; did you mean \`${nearest}\`?`;
    throw unusable(path, `a metric has no \`${odd}\`${hint}`);
  }
  const { direction, score } = exported;
  if (typeof score !== 'function') {
    throw unusable(path, `\`score\` is ${kindOf(score)}, and it has to be a function`);
  }
  if (direction !== 'higher' && direction !== 'lower') {
    throw unusable(path, '`direction` says which way is better: `higher` or `lower`');
  }
  return exported;
}

function called(module: UserModule, work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    throw module.blame(error);
  }
}

/** Each row as often as it counts; without weights each once. */
function rowsOf({ values }: Truth, weights: Float64Array | undefined): readonly number[] {
  if (weights === undefined) return Array.from(values.keys());
  return Array.from(weights).flatMap((count, row) =>
    new Array<number>(Math.round(count)).fill(row),
  );
}

function unsuited({ name, tasks: able }: Metric, { kind }: Task): MlxError {
  return new MlxError(
    'data/user-module',
    `\`${name}\`: by its \`tasks\` it judges ${able.join(', ')}, and this task is ${kind}`,
    {
      hints: ['Correct `tasks` there, or let another metric choose: `train.select`'],
      place: { file: name },
    },
  );
}

function unusable(path: string, message: string): MlxError {
  return new MlxError('data/user-module', `\`${path}\`: ${message}`, {
    hints: [
      "Write `export default { direction: 'higher', score({ truth, predicted }) { return …; } };`",
    ],
    place: { file: path },
  });
}

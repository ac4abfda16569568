import {
  filesOfUserModule,
  loadUserModule,
  type UserModule,
} from '../../data/user-modules/load-user-module.js';
import { isPlainObject, kindOf } from '../../data/user-modules/value-kind.js';
import { MlxError, nearestWord } from '../../errors/index.js';
import { decisions } from '../../learning/metrics/confusion.js';
import { metrics } from '../../learning/metrics/index.js';
import type { Metric, Score, Truth } from '../../learning/metrics/metric.js';
import { isModule } from '../../project/json-mapping.js';
import type { JudgedLine } from './requirement-lines.js';

const known = ['title', 'direction', 'tasks', 'range', 'score'] as const;
const tasks = ['binary', 'multiclass', 'regression', 'anomaly'] as const;

/** The metrics that lines of the contract name, each by its name. Throws `data/user-module`. */
export async function metricsOf(
  lines: readonly JudgedLine[],
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
  lines: readonly JudgedLine[],
  projectDir: string,
): Promise<readonly string[]> {
  const modules = new Set(lines.flatMap(({ metric = '' }) => (isModule(metric) ? [metric] : [])));
  const files = [...modules].map((path) => filesOfUserModule(path, projectDir));
  return [...new Set((await Promise.all(files)).flat())];
}

/** A metric by its name, or of a module of the project's own. Throws `data/user-module` when that is none. */
async function metricOf(name: string, projectDir: string): Promise<Metric> {
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
      const isNumber = truth.task.kind === 'regression';
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

function unusable(path: string, message: string): MlxError {
  return new MlxError('data/user-module', `\`${path}\`: ${message}`, {
    hints: [
      "Write `export default { direction: 'higher', score({ truth, predicted }) { return …; } };`",
    ],
    place: { file: path },
  });
}

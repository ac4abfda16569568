import type { ForecastShape, Series } from '../../../src/contracts/forecast.js';
import type { Matrix } from '../../../src/contracts/matrix.js';
import type { SavedModel } from '../../../src/contracts/model.js';
import type { Params } from '../../../src/contracts/params.js';
import { normal, type Random, randomFor } from '../../../src/contracts/seeded-random.js';
import type { TaskKind } from '../../../src/contracts/task.js';
import { openCompute } from '../../../src/learning/compute/backend.js';
import type { BackendName } from '../../../src/learning/compute/compute.js';
import { endsOf, rollingOrigins, truthsOf } from '../../../src/learning/forecasting/origins.js';
import type {
  FitContext,
  LabelledRows,
  ModelFamily,
  TrainingData,
} from '../../../src/learning/models/model-family.js';

/** The values a family gets when the project says nothing. */
export function defaultsOf(params: Params): Record<string, never> {
  const values = Object.entries(params).map(([name, declared]) => [
    name,
    'default' in declared ? declared.default : undefined,
  ]);
  return Object.fromEntries(values) as Record<string, never>;
}

export function contextFor(
  changes: Partial<FitContext> & { readonly backend?: BackendName } = {},
): FitContext {
  const { backend = 'wasm', ...rest } = changes;
  return {
    compute: () => openCompute({ backend, cacheDir: '/nowhere' }),
    seed: 7,
    label: 'net',
    signal: new AbortController().signal,
    emit: () => undefined,
    ...rest,
  };
}

export function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  const width = rows[0]?.length ?? 0;
  return {
    rows: rows.length,
    columns: Array.from({ length: width }, (_, index) => `x${index}`),
    values: Float32Array.from(rows.flat()),
  };
}

/** Some rows of a matrix, by number. */
export function rowsOf(
  { columns, values, blocks, panel }: Matrix,
  numbers: readonly number[],
): Matrix {
  if (panel !== undefined) {
    const pick = (all: Int32Array) => Int32Array.from(numbers, (row) => all[row] as number);
    const some = { ...panel, of: pick(panel.of), known: pick(panel.known) };
    return { rows: numbers.length, columns, values, panel: some };
  }
  const width = columns.length;
  const picked = numbers.flatMap((row) => [...values.subarray(row * width, (row + 1) * width)]);
  return {
    ...{ rows: numbers.length, columns, values: Float32Array.from(picked) },
    ...(blocks && { blocks }),
  };
}

/** Normal features; the target hangs on the first two, smoothly, with some noise. */
export function rowsFor(kind: TaskKind, count: number, seed: number): LabelledRows {
  return neededRows(kind, { count, seed });
}

/** As a family needs them. */
export function neededRows(
  kind: TaskKind,
  {
    count,
    seed,
    needs,
  }: {
    readonly count: number;
    readonly seed: number;
    readonly needs?: ModelFamily['needs'] | undefined;
  },
): LabelledRows {
  const random = randomFor(seed, kind);
  if (kind === 'anomaly') return oddRows(count, random);
  if (kind === 'forecast') return forecastRowsFor(count, seed);
  const rows = Array.from({ length: count }, () => [
    normal(random),
    normal(random),
    normal(random),
  ]);
  const y = rows.map(([a = 0, b = 0]) => {
    const score = 2 * a - b + 0.3 * normal(random);
    if (kind === 'regression') return 100 + 20 * score;
    if (kind === 'binary') return score > 0 ? 1 : 0;
    return score < -1 ? 0 : score < 1 ? 1 : 2;
  });
  return { x: asNeeded(rows, needs), y: Float64Array.from(y) };
}

/** The same three numbers as a family needs them: the colour of an image, or one word of eight for each. */
function asNeeded(rows: readonly (readonly number[])[], needs: ModelFamily['needs']): Matrix {
  if (needs === 'image') {
    const x = matrixOf(rows.map((row) => Array.from({ length: 16 }, () => row).flat()));
    const block = {
      name: 'picture',
      kind: 'image',
      start: 0,
      width: 48,
      shape: [4, 4, 3],
    } as const;
    return { ...x, blocks: [block] };
  }
  if (needs === 'tokens') {
    const word = (value: number) => Math.min(7, Math.max(0, Math.floor(value * 2 + 4)));
    const x = matrixOf(rows.map((row) => row.map((value, at) => 1 + 8 * at + word(value))));
    return { ...x, blocks: [{ name: 'text', kind: 'tokens', start: 0, width: 3, levels: 25 }] };
  }
  return matrixOf(rows);
}

/** Normal rows; one in ten is odd and lies far outside. */
function oddRows(count: number, random: Random): LabelledRows {
  const y = Float64Array.from({ length: count }, (_, row) => (row % 10 === 3 ? 1 : 0));
  const rows = Array.from(y, (odd) => {
    const angle = 2 * Math.PI * random();
    const far = odd === 1 ? 7 : 0;
    return [
      normal(random) + far * Math.cos(angle),
      normal(random) + far * Math.sin(angle),
      normal(random),
    ];
  });
  return { x: matrixOf(rows), y };
}

export function dataFor(kind: TaskKind, count = 120, needs?: ModelFamily['needs']): TrainingData {
  const classes = {
    binary: ['no', 'yes'],
    multiclass: ['low', 'middle', 'high'],
    regression: [],
    anomaly: ['usual', 'odd'],
    forecast: [],
  };
  if (kind === 'forecast') return forecastFor();
  return {
    task: { kind, target: 'y', classes: classes[kind] },
    train: neededRows(kind, { count, seed: 1, needs }),
    validation: neededRows(kind, { count: 60, seed: 2, needs }),
  };
}

/** The mean loss of a model: cross-entropy, or the squared error. */
export function lossOf(
  { task }: SavedModel,
  { width, values }: { readonly width: number; readonly values: Float64Array },
  y: Float64Array,
): number {
  const losses = Array.from(y, (target, row) =>
    task.kind === 'regression' || task.kind === 'forecast'
      ? ((values[row] ?? 0) - target) ** 2
      : -Math.log(Math.max(1e-15, values[row * width + target] ?? 0)),
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** The share of wrong answers of a model, or its squared error. */
export function errorOf(
  model: SavedModel,
  said: { readonly width: number; readonly values: Float64Array },
  y: Float64Array,
): number {
  if (model.task.kind === 'regression' || model.task.kind === 'forecast')
    return lossOf(model, said, y);
  const { width, values } = said;
  const isWrong = (label: number, row: number) => {
    const answer = values.subarray(row * width, (row + 1) * width);
    return answer.some((value, k) => k !== label && value > (answer[label] as number));
  };
  return y.filter(isWrong).length / y.length;
}

export const forecastShape: ForecastShape = {
  time: 'when',
  targets: ['y'],
  horizon: 4,
  season: 7,
  step: { unit: 'ms', every: 86_400_000, anchor: 0 },
  gaps: 'fail',
  interval: 0.8,
};

/** Two series of days: a level that rises, weeks, and some noise. */
export function weeklySeries(length: number): readonly Series[] {
  return [0, 1].map((which) => {
    const random = randomFor(5, `series ${which}`);
    const values = Float64Array.from({ length }, (_, day) => {
      const week = 8 * Math.sin((2 * Math.PI * (day + which)) / 7);
      return 60 + 20 * which + 0.15 * day + week + normal(random);
    });
    return { name: `s${which}`, target: 'y', start: 100, values };
  });
}

const learnt = 150;

/** Forecasts of the days after those that are learnt: `count` of them, from another place for another seed. */
function forecastRowsFor(count: number, seed: number): LabelledRows {
  const { horizon } = forecastShape;
  const series = weeklySeries(learnt + 10 * seed + count + horizon);
  const from = 100 + learnt + 10 * seed;
  const { panel } = rollingOrigins(series, { from, to: from + count, horizon });
  const kept = { ...panel, of: panel.of.slice(0, count), known: panel.known.slice(0, count) };
  const x = { rows: count, columns: [], values: new Float32Array(0), panel: kept };
  return { x, y: truthsOf(kept, horizon) };
}

function forecastFor(): TrainingData {
  const series = weeklySeries(learnt);
  const x = { rows: 2, columns: [], values: new Float32Array(0), panel: endsOf(series) };
  return {
    task: { kind: 'forecast', target: 'y', classes: [], forecast: forecastShape },
    train: { x, y: new Float64Array(0) },
    validation: forecastRowsFor(30, 0),
  };
}

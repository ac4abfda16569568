import { describe, expect, test } from 'vitest';
import type { Matrix } from '../../../src/contracts/matrix.js';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import type { Task, TaskKind } from '../../../src/contracts/task.js';
import { MlxError } from '../../../src/errors/index.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import type {
  LabelledRows,
  ModelFamily,
  TrainingData,
} from '../../../src/learning/models/model-family.js';
import { predictorOf } from '../../../src/learning/models/predict.js';
import { contextFor, defaultsOf } from './fixtures.js';

/** How the rows of a case are made: each cell by row and column, each target by row. */
interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly cell: (row: number, column: number, random: () => number) => number;
  /** The class of a row, or for regression its number; without it, half and half. */
  readonly target?: (row: number, kind: TaskKind) => number;
  /** How many codes the first column holds; it is a number without. */
  readonly levels?: number;
  /** Cells to predict for, other than those of training. */
  readonly asked?: readonly number[];
}

const drawn = (_row: number, _column: number, random: () => number): number => normal(random);

const everywhere: Readonly<Record<string, Case>> = {
  'one column': { rows: 60, columns: 1, cell: drawn },
  'one row': { rows: 1, columns: 3, cell: drawn },
  'two rows': { rows: 2, columns: 3, cell: drawn },
  'a constant column': {
    rows: 60,
    columns: 2,
    cell: (row, at, draw) => (at === 0 ? 4 : drawn(row, at, draw)),
  },
  'nothing but constants': { rows: 60, columns: 2, cell: () => 1 },
  'a constant target': { rows: 60, columns: 2, cell: drawn, target: () => 1 },
  'two columns that are the same': { rows: 60, columns: 2, cell: (row) => row / 60 },
  'every row twice, with both classes': {
    rows: 60,
    columns: 2,
    cell: (row) => Math.floor(row / 2) / 30,
  },
  'very large numbers': {
    rows: 60,
    columns: 2,
    cell: (row, at, draw) => 1e30 * drawn(row, at, draw),
  },
  'very small numbers': {
    rows: 60,
    columns: 2,
    cell: (row, at, draw) => 1e-30 * drawn(row, at, draw),
  },
  'far from what was seen': { rows: 60, columns: 2, cell: drawn, asked: [1e9, -1e9] },
  'more columns than rows': { rows: 10, columns: 200, cell: drawn },
};

const native: Readonly<Record<string, Case>> = {
  'a column that is all missing': {
    rows: 60,
    columns: 2,
    cell: (row, at, draw) => (at === 0 ? NaN : drawn(row, at, draw)),
  },
  'nothing but missing values': { rows: 60, columns: 2, cell: () => NaN },
  'missing where training had none': { rows: 60, columns: 2, cell: drawn, asked: [NaN, NaN] },
  '10,000 categories': {
    rows: 12_000,
    columns: 2,
    levels: 10_001,
    cell: (row, at, draw) => (at === 0 ? row % 10_000 : drawn(row, at, draw)),
  },
  'a category that training has not seen': {
    rows: 60,
    columns: 2,
    levels: 5,
    cell: (row, at, draw) => (at === 0 ? row % 4 : drawn(row, at, draw)),
    asked: [4, 0],
  },
  'a code beyond all': {
    rows: 60,
    columns: 2,
    levels: 5,
    cell: (row, at, draw) => (at === 0 ? row % 4 : drawn(row, at, draw)),
    asked: [77, 0],
  },
};

const table = [...modelFamilies]
  .filter(({ composes }) => composes !== true)
  .flatMap((family) => family.tasks.map((kind) => ({ name: family.name, family, kind })))
  // Their rows are series: forecasts/bad-series.test.ts.
  .filter(({ kind }) => kind !== 'forecast');

/** Whatever comes: an answer that is one, or an error that explains itself. */
describe.each(table)('$name for $kind', ({ family, kind }) => {
  const cases = { ...everywhere, ...(family.reads === 'native' && native) };

  test.each(Object.entries(cases))('%s', async (_, made) => {
    const data = dataOf(made, kind);
    const model = await learnt(family, data);
    if (model instanceof MlxError) {
      expect(model.code).toMatch(/^learning\//);
      expect(model.hints.length).toBeGreaterThan(0);
      return;
    }
    const { rows, width, values } = predictorOf(model)(questionOf(made, data.train.x));
    expect(values).toHaveLength(rows * width);
    expect(values.filter((value) => !Number.isFinite(value))).toHaveLength(0);
    if (kind === 'regression' || kind === 'anomaly') return;
    for (let row = 0; row < rows; row++) {
      const sum = values.slice(row * width, (row + 1) * width).reduce((a, b) => a + b);
      expect(sum).toBeCloseTo(1, 9);
    }
  });
});

async function learnt(family: ModelFamily, data: TrainingData) {
  try {
    const { model } = await family.fit(data, defaultsOf(family.params), contextFor());
    return model;
  } catch (error) {
    if (error instanceof MlxError) return error;
    throw error;
  }
}

function dataOf(made: Case, kind: TaskKind): TrainingData {
  const classes = {
    binary: ['no', 'yes'],
    multiclass: ['a', 'b', 'c'],
    regression: [],
    anomaly: ['no', 'yes'],
    forecast: [],
  } as const;
  const task: Task = { kind, target: 'y', classes: [...classes[kind]] };
  return { task, train: rowsOf(made, kind, 1), validation: rowsOf(made, kind, 2) };
}

function rowsOf(
  { rows, columns, cell, target, levels }: Case,
  kind: TaskKind,
  seed: number,
): LabelledRows {
  const random = randomFor(seed, 'bad-data');
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < columns; at++) values[row * columns + at] = cell(row, at, random);
  }
  const names = Array.from({ length: columns }, (_, at) => `x${at}`);
  const y = Float64Array.from(
    { length: rows },
    (_, row) => target?.(row, kind) ?? ordinary(row, kind),
  );
  const blocks = levels !== undefined && {
    blocks: [{ name: 'x0', kind: 'category' as const, start: 0, width: 1, levels }],
  };
  return { x: { rows, columns: names, values, ...blocks }, y };
}

function ordinary(row: number, kind: TaskKind): number {
  if (kind === 'regression') return row + 0.5;
  return row % (kind === 'multiclass' ? 3 : 2);
}

function questionOf({ asked }: Case, x: Matrix): Matrix {
  return asked === undefined ? x : { ...x, rows: 1, values: Float32Array.from(asked) };
}

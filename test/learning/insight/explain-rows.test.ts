import { describe, expect, it } from 'vitest';
import type { Batch, Vector } from '../../../src/contracts/batch.js';
import type { Matrix } from '../../../src/contracts/matrix.js';
import type { SavedModel } from '../../../src/contracts/model.js';
import { randomFor } from '../../../src/contracts/seeded-random.js';
import type { Task } from '../../../src/contracts/task.js';
import { dependenceOn } from '../../../src/learning/insight/dependence.js';
import { largestOf, rowExplainer } from '../../../src/learning/insight/explain-rows.js';
import type { ExplainedModel } from '../../../src/learning/insight/explained-model.js';
import { permutationImportance } from '../../../src/learning/insight/permutation-importance.js';
import { metrics } from '../../../src/learning/metrics/index.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import { predictorOf } from '../../../src/learning/models/predict.js';

const columns = ['a', 'b', 'c', 'idle'];
const rows = 400;
const random = randomFor(9, 'rows');

function numbers(): Float64Array {
  return Float64Array.from({ length: rows }, () => Math.fround(random() * 2 - 1));
}

const batch: Batch = {
  rows,
  columns: new Map(
    columns.map((name): [string, Vector] => [name, { kind: 'number', values: numbers() }]),
  ),
};

function matrix(from: Batch): Matrix {
  const values = new Float32Array(from.rows * columns.length);
  columns.forEach((name, at) => {
    const vector = from.columns.get(name);
    for (let row = 0; row < from.rows; row++) {
      values[row * columns.length + at] = vector?.values[row] as number;
    }
  });
  return { rows: from.rows, columns, values };
}

function explained(model: SavedModel): ExplainedModel {
  const predict = predictorOf(model);
  const columnOf = Int32Array.from(columns, (_, at) => at);
  return { model, columns, columnOf, matrix, predict: (each) => predict(matrix(each)) };
}

/** A function of the columns as a model that is not made of trees. */
function formula(task: Task, say: (row: readonly number[]) => readonly number[]): ExplainedModel {
  return {
    model: { family: 'own', task, inputs: columns, config: {}, weights: {} },
    ...{ columns, matrix, columnOf: Int32Array.from(columns, (_, at) => at) },
    predict: (each) => {
      const { values } = matrix(each);
      const said = Array.from({ length: each.rows }, (_, row) =>
        say([...values.subarray(row * columns.length, (row + 1) * columns.length)]),
      );
      return {
        rows: each.rows,
        width: said[0]?.length ?? 1,
        values: Float64Array.from(said.flat()),
      };
    },
  };
}

const regression: Task = { kind: 'regression', target: 'y', classes: [] };
const column = (name: string) => batch.columns.get(name)?.values as Float64Array;
const first = (count: number): Batch => ({
  rows: count,
  columns: new Map(
    [...batch.columns].map(([name, { values }]) => [
      name,
      { kind: 'number', values: (values as Float64Array).slice(0, count) },
    ]),
  ),
});

async function fitted(family: string, kind: Task['kind']): Promise<SavedModel> {
  const classes = kind === 'binary' ? ['no', 'yes'] : kind === 'multiclass' ? ['x', 'y', 'z'] : [];
  const score = Array.from(
    { length: rows },
    (_, row) =>
      2 * (column('a')[row] as number) +
      (column('b')[row] as number) * (column('c')[row] as number),
  );
  const y = Float64Array.from(score, (value) =>
    kind === 'regression'
      ? value
      : kind === 'binary'
        ? Number(value > 0)
        : value > 0.7
          ? 2
          : Number(value > -0.7),
  );
  const task = { kind, target: 'y', classes };
  const params = family === 'linear' ? {} : { trees: 20 };
  const declared = modelFamilies.get(family);
  const defaults = Object.fromEntries(
    Object.entries(declared.params).flatMap(([name, each]) =>
      'default' in each ? [[name, each.default]] : [],
    ),
  );
  const result = await declared.fit(
    { task, train: { x: matrix(batch), y } },
    { ...defaults, ...params },
    {
      ...{ seed: 1, label: 'm', signal: new AbortController().signal, emit: () => undefined },
      compute: () => Promise.reject(new Error('no backend is needed')),
    },
  );
  return result.model;
}

describe.each([
  ['gradient-boosting', 'binary', 'log-odds'],
  ['gradient-boosting', 'multiclass', 'logit'],
  ['gradient-boosting', 'regression', 'value'],
  ['random-forest', 'binary', 'probability'],
  ['random-forest', 'multiclass', 'probability'],
  ['extra-trees', 'regression', 'value'],
  ['adaboost', 'binary', 'log-odds'],
  ['adaboost', 'multiclass', 'logit'],
] as const)('contributions to what %s says, %s', (family, kind, unit) => {
  it('are those of trees, sum to the score, and the score is behind the answer', async () => {
    const model = await fitted(family, kind);
    const one = explained(model);
    const some = first(20);
    const explainer = rowExplainer(one, { background: some, pairs: 1, seed: 1 });
    const said = one.predict(some);
    const wanted = Array.from(
      { length: 20 },
      (_, row) => row % Math.max(1, model.task.classes.length),
    );
    const found = explainer.explain(some, wanted);
    expect(explainer.background).toBe(0);
    found.forEach(({ method, base, score, contributions, ...each }, row) => {
      expect([method, each.unit]).toEqual(['tree', unit]);
      const sum = contributions.reduce((total, { value }) => total + value, base);
      expect(sum).toBeCloseTo(score, 9);
      const output = kind === 'binary' ? 1 : kind === 'multiclass' ? (wanted[row] as number) : 0;
      const answer = said.values[row * said.width + output] as number;
      if (unit === 'log-odds') expect(1 / (1 + Math.exp(-score))).toBeCloseTo(answer, 9);
      else if (unit !== 'logit') expect(score).toBeCloseTo(answer, 9);
    });
  });
});

describe('contributions to what other models say', () => {
  it('of a sum are each part less its mean, exactly, as with few columns all coalitions are asked', () => {
    const sum = formula(regression, ([a = 0, b = 0]) => [3 * a - b]);
    const background = first(50);
    const [one] = rowExplainer(sum, { background, pairs: 50, seed: 1 }).explain(first(1), [0]);
    const mean = (name: string) =>
      column(name)
        .slice(0, 50)
        .reduce((total, each) => total + each, 0) / 50;
    const wanted = {
      a: 3 * ((column('a')[0] as number) - mean('a')),
      b: mean('b') - (column('b')[0] as number),
      c: 0,
      idle: 0,
    };
    expect(one?.method).toBe('exact');
    for (const { column: name, value } of one?.contributions ?? []) {
      expect(value).toBeCloseTo(wanted[name as keyof typeof wanted], 9);
    }
  });

  it('are sampled where coalitions are many, and still sum to the score', () => {
    const wild = formula(regression, ([a = 0, b = 0, c = 0]) => [Math.sin(3 * a) * b + c * c]);
    const background = first(300);
    const [one] = rowExplainer(wild, { background, pairs: 300, seed: 1 }).explain(first(1), [0]);
    expect(one?.method).toBe('sampled');
    const short = largestOf(one as NonNullable<typeof one>, 2);
    const sum = short.contributions.reduce((total, { value }) => total + value, short.base);
    expect(short.others?.columns).toBe(2);
    expect(sum + (short.others?.value ?? NaN)).toBeCloseTo(short.score, 9);
    const idle = one?.contributions.find((each) => each.column === 'idle');
    expect(idle?.value).toBeCloseTo(0, 12);
  });
});

describe('permutation importance', () => {
  it('of a sum of independent columns is what theory says: of the mean squared error, twice the variance', async () => {
    const sum = formula(regression, ([a = 0, b = 0]) => [3 * a + b]);
    const values = Float64Array.from(sum.predict(batch).values);
    const found = await permutationImportance(sum, {
      ...{ batch, truth: { task: regression, values }, metric: metrics.get('mse'), deciding: {} },
      ...{ groups: [['a'], ['b'], ['idle'], ['a', 'b']], repeats: 20, seed: 3 },
    });
    const variance = (name: string) => {
      const all = column(name);
      const mean = all.reduce((total, each) => total + each, 0) / rows;
      return all.reduce((total, each) => total + (each - mean) ** 2, 0) / rows;
    };
    const [a, b, idle, both] = found ?? [];
    expect(a?.value).toBeGreaterThan(0.93 * 18 * variance('a'));
    expect(a?.value).toBeLessThan(1.07 * 18 * variance('a'));
    expect(b?.low).toBeLessThan(2 * variance('b'));
    expect(b?.high).toBeGreaterThan(2 * variance('b'));
    expect(idle).toEqual({ columns: ['idle'], value: 0, low: 0, high: 0 });
    expect(both?.value).toBeGreaterThan(a?.value ?? Infinity);
  });

  it('has no value where the metric has none', async () => {
    const task: Task = { kind: 'binary', target: 'y', classes: ['no', 'yes'] };
    const sure = formula(task, () => [0.5, 0.5]);
    const found = await permutationImportance(sure, {
      ...{ batch, truth: { task, values: new Float64Array(rows) }, metric: metrics.get('roc_auc') },
      ...{ deciding: {}, groups: [['a']], repeats: 1, seed: 1 },
    });
    expect(found).toBeUndefined();
  });
});

describe('partial dependence', () => {
  it('follows the column, and single rows follow it as the others let them', () => {
    const product = formula(regression, ([a = 0, b = 0]) => [a * b + a]);
    const found = dependenceOn(product, batch, { column: 'a' });
    const mean = column('b').reduce((total, each) => total + Math.fround(each), 0) / rows;
    found?.grid.forEach((value, at) => {
      expect(found.curves[0]?.values[at]).toBeCloseTo((value as number) * (1 + mean), 5);
    });
    expect(found?.grid).toHaveLength(20);
    expect(found?.rows).toHaveLength(25);
  });

  it('has a curve for each class, names with their shares, and none for texts that never come again', () => {
    const task: Task = { kind: 'multiclass', target: 'y', classes: ['x', 'y', 'z'] };
    const names = Array.from({ length: rows }, (_, row) =>
      row % 4 === 0 ? null : row % 2 === 0 ? 'p' : 'q',
    );
    const texts = Array.from({ length: rows }, (_, row) => `text ${row}`);
    const withNames = new Map<string, Vector>([
      ['name', { kind: 'string', values: names }],
      ['text', { kind: 'string', values: texts }],
    ]);
    const model = {
      ...formula(task, () => []),
      predict: ({ rows: count, columns: all }: Batch) => {
        const said = Array.from({ length: count }, (_, row) =>
          all.get('name')?.values[row] === 'q' ? [1, 0, 0] : [0, 0.5, 0.5],
        );
        return { rows: count, width: 3, values: Float64Array.from(said.flat()) };
      },
    };
    const found = dependenceOn(model, { rows, columns: withNames }, { column: 'name' });
    expect(found).toMatchObject({
      kind: 'category',
      grid: ['q', null, 'p'],
      shares: [0.5, 0.25, 0.25],
    });
    expect(found?.curves).toEqual([
      { of: 'x', values: [1, 0, 0] },
      { of: 'y', values: [0, 0.5, 0.5] },
      { of: 'z', values: [0, 0.5, 0.5] },
    ]);
    expect(dependenceOn(model, { rows, columns: withNames }, { column: 'text' })).toBeUndefined();
  });
});

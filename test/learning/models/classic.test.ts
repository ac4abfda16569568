import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Matrix } from '../../../src/contracts/matrix.js';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import type { TaskKind } from '../../../src/contracts/task.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import { predictorOf } from '../../../src/learning/models/predict.js';
import { contextFor, defaultsOf, matrixOf } from './fixtures.js';

interface Reference {
  readonly x: number[][];
  readonly fresh: number[][];
  readonly labels: number[];
  readonly target: number[];
  readonly weights: number[];
  readonly counts: number[][];
  readonly freshCounts: number[][];
  readonly codes: number[][];
  readonly freshCodes: number[][];
  readonly bayes: Record<string, number[][]>;
  readonly neighbours: Record<string, { classes: number[][]; number: number[] }>;
  readonly poisson: number[];
  readonly boosted: { classes: number[][]; two: number[][] };
  readonly tree: { weights: number[]; classes: number[][]; number: number[] };
}

/** Made by bench/classic-reference.py. */
const reference = JSON.parse(
  readFileSync(new URL('./fixtures/scikit-learn-classic.json', import.meta.url), 'utf8'),
) as Reference;

const classesOf = {
  binary: ['0', '1'],
  multiclass: ['0', '1', '2'],
  regression: [],
  anomaly: ['no', 'yes'],
  forecast: [],
};

async function fitted(
  name: string,
  {
    kind = 'multiclass',
    x = matrixOf(reference.x),
    y = reference.labels,
    weights,
    params = {},
  }: {
    readonly kind?: TaskKind;
    readonly x?: Matrix;
    readonly y?: readonly number[];
    readonly weights?: readonly number[];
    readonly params?: object;
  },
) {
  const family = modelFamilies.get(name);
  const task = { kind, target: 'y', classes: classesOf[kind] };
  const train = {
    x,
    y: Float64Array.from(y),
    ...(weights === undefined ? {} : { weights: Float64Array.from(weights) }),
  };
  return family.fit({ task, train }, { ...defaultsOf(family.params), ...params }, contextFor());
}

/** Rows of answers for fresh rows. */
async function answers(
  name: string,
  options: Parameters<typeof fitted>[1],
  fresh: Matrix = matrixOf(reference.fresh),
): Promise<number[][]> {
  const { model } = await fitted(name, options);
  const { rows, width, values } = predictorOf(model)(fresh);
  return Array.from({ length: rows }, (_, row) => [
    ...values.subarray(row * width, (row + 1) * width),
  ]);
}

function expectClose(found: number[][], expected: readonly (number | number[])[], digits = 5) {
  expect(found).toHaveLength(expected.length);
  for (const [row, values] of expected.entries()) {
    for (const [at, value] of [values].flat().entries()) {
      expect(found[row]?.[at], `row ${row}, output ${at}`).toBeCloseTo(value, digits);
    }
  }
}

describe('naive Bayes is scikit-learn’s', () => {
  test.each(['gaussian', 'multinomial', 'complement', 'bernoulli'])('%s', async (kind) => {
    const isGaussian = kind === 'gaussian';
    const found = await answers(
      'naive-bayes',
      {
        x: matrixOf(isGaussian ? reference.x : reference.counts),
        weights: reference.weights,
        params: { kind, smoothing: 0.5 },
      },
      matrixOf(isGaussian ? reference.fresh : reference.freshCounts),
    );
    expectClose(found, reference.bayes[kind] ?? []);
  });

  test('categories', async () => {
    const blocks = [0, 1, 2].map((start) => ({
      name: `x${start}`,
      kind: 'category' as const,
      start,
      width: 1,
      levels: 4,
    }));
    const found = await answers(
      'naive-bayes',
      {
        x: { ...matrixOf(reference.codes), blocks },
        weights: reference.weights,
        params: { smoothing: 0.5 },
      },
      { ...matrixOf(reference.freshCodes), blocks },
    );
    expectClose(found, reference.bayes['categories'] ?? []);
  });
});

describe('naive Bayes', () => {
  test('takes what is missing as saying nothing', async () => {
    const [found] = await answers('naive-bayes', {}, matrixOf([[NaN, NaN, NaN, NaN]]));
    const shares = [0, 1, 2].map(
      (label) => reference.labels.filter((each) => each === label).length / 60,
    );
    expectClose([found ?? []], [shares]);
  });

  test('reads many columns of counts as such, and says so', async () => {
    const wide = reference.counts.map((row) => [...row, ...row, ...row, ...row].map((n) => n >> 1));
    const { notes, model } = await fitted('naive-bayes', { x: matrixOf(wide) });
    expect(model.config['kind']).toBe('multinomial');
    expect(notes.join()).toContain('`multinomial`');
  });

  test('refuses to count what is negative', async () => {
    const counting = fitted('naive-bayes', { params: { kind: 'multinomial' } });
    await expect(counting).rejects.toMatchObject({ code: 'learning/negative-counts' });
  });
});

describe('nearest neighbours are scikit-learn’s', () => {
  test.each(Object.entries(reference.neighbours))('%s', async (name, { classes, number }) => {
    const [metric, weights] = name.split(' ');
    const params = { neighbours: 4, metric, weights };
    expectClose(await answers('nearest-neighbours', { params }), classes, 4);
    const numbers = await answers('nearest-neighbours', {
      kind: 'regression',
      y: reference.target,
      params,
    });
    expectClose(numbers, number, 4);
  });
});

describe.each(['euclidean', 'manhattan'])('nearest neighbours by a tree, %s', (metric) => {
  test.each([1, 2, 5])('are those found by looking at all rows, in %i columns', async (width) => {
    const random = randomFor(3, metric);
    // Few distinct values, so that many rows are equally far.
    const draw = () => Math.round(4 * normal(random)) / 4;
    const table = (rows: number) =>
      matrixOf(Array.from({ length: rows }, () => Array.from({ length: width }, draw)));
    const train = table(1500);
    const y = Array.from({ length: 1500 }, (_, row) => row);
    const fresh = table(40);
    const params = { metric, neighbours: 7 };
    const found = await answers(
      'nearest-neighbours',
      { kind: 'regression', x: train, y, params },
      fresh,
    );
    const distance = (row: number, question: number) => {
      let sum = 0;
      for (let at = 0; at < width; at++) {
        const gap =
          (train.values[row * width + at] ?? 0) - (fresh.values[question * width + at] ?? 0);
        sum += metric === 'manhattan' ? Math.abs(gap) : gap * gap;
      }
      return sum;
    };
    for (const [question, [answer]] of found.entries()) {
      const nearest = [...y]
        .sort((a, b) => distance(a, question) - distance(b, question) || a - b)
        .slice(0, 7);
      expect(answer).toBeCloseTo(nearest.reduce((a, b) => a + b) / 7, 9);
    }
  });
});

test('AdaBoost is scikit-learn’s', async () => {
  const params = { trees: 6 };
  expectClose(await answers('adaboost', { params }), reference.boosted.classes);
  const two = reference.labels.map((label) => (label > 0 ? 1 : 0));
  expectClose(await answers('adaboost', { kind: 'binary', y: two, params }), reference.boosted.two);
});

test('AdaBoost stops at a tree without mistakes', async () => {
  const y = reference.x.map(([first = 0]) => (first > 0 ? 1 : 0));
  const { notes } = await fitted('adaboost', { kind: 'binary', y });
  expect(notes).toEqual(['1 of 50 trees: a tree made no mistake on the training rows']);
});

test('a forest of one tree that sees everything is scikit-learn’s decision tree', async () => {
  const params = { trees: 1, bootstrap: false, max_features: 'all', min_leaf: 4 };
  const { weights, number, classes } = reference.tree;
  const x = matrixOf(reference.x);
  const numbers = await answers(
    'random-forest',
    { kind: 'regression', y: reference.target, weights, params },
    x,
  );
  expectClose(numbers, number);
  expectClose(await answers('random-forest', { weights, params }, x), classes);
});

test('linear regression of counts is scikit-learn’s', async () => {
  const y = reference.counts.map(([count = 0]) => 100 * count);
  const params = { objective: 'poisson', l2: 2, solver: 'lbfgs' };
  const found = await answers('linear', {
    kind: 'regression',
    y,
    weights: reference.weights,
    params,
  });
  for (const [row, value] of reference.poisson.entries()) {
    expect((found[row]?.[0] ?? 0) / value).toBeCloseTo(1, 4);
  }
  const negative = fitted('linear', { kind: 'regression', y: y.map((n) => n - 1), params });
  await expect(negative).rejects.toMatchObject({ code: 'learning/unsuitable-target' });
});

test('linear regression by Huber’s loss is not drawn away by a few wild targets', async () => {
  const line = (row: readonly number[]) => 3 * (row[0] ?? 0) - (row[1] ?? 0);
  const y = reference.x.map((row, at) => line(row) + (at % 10 === 0 ? 1000 : 0));
  const params = { objective: 'huber', huber_delta: 0.5, l2: 1e-6 };
  const found = await answers('linear', { kind: 'regression', y, params });
  for (const [at, row] of reference.fresh.entries()) {
    expect(Math.abs((found[at]?.[0] ?? 0) - line(row))).toBeLessThan(0.6);
  }
});

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { describe, expect, test } from 'vitest';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import { linear } from '../../../src/learning/models/linear.js';
import type { TrainingData } from '../../../src/learning/models/model-family.js';
import { contextFor, dataFor, defaultsOf, matrixOf, rowsFor } from './fixtures.js';

const defaults = defaultsOf(linear.params);
const fit = async (data: TrainingData, params: object = {}) => {
  const result = await linear.fit(data, { ...defaults, ...params }, contextFor());
  return {
    ...result,
    weights: [...(result.model.weights['weights']?.values ?? [])],
    intercepts: [...(result.model.weights['intercepts']?.values ?? [])],
  };
};

describe('exact solver', () => {
  test('finds the ridge solution of the normal equations', async () => {
    const data = dataFor('regression');
    const { weights, intercepts } = await fit(data, { l2: 5 });
    const [expected, intercept] = ridge(data, 5);
    for (const [index, weight] of expected.entries()) expect(weights[index]).toBeCloseTo(weight, 4);
    expect(intercepts[0]).toBeCloseTo(intercept, 4);
  });

  test('finds it for features of very different units too', async () => {
    const { task, train } = dataFor('regression');
    const units = [1e-3, 1, 1e4];
    const values = train.x.values.map((value, at) => value * (units[at % 3] ?? 1) + 1000);
    const data = { task, train: { ...train, x: { ...train.x, values } } };
    const { weights } = await fit(data, { l2: 1e-6 });
    const [expected] = ridge(data, 1e-6);
    for (const [index, weight] of expected.entries()) {
      expect((weights[index] ?? 0) / weight).toBeCloseTo(1, 4);
    }
  });

  test('is where the gradient of the logistic objective vanishes', async () => {
    const data = dataFor('binary');
    const { model, weights } = await fit(data, { l2: 2 });
    const { values } = linear.predictor(model)(data.train.x);
    for (const [feature, weight] of weights.entries()) {
      const slope = data.train.y.reduce((sum, label, row) => {
        const x = data.train.x.values[row * 3 + feature] ?? 0;
        return sum + ((values[row * 2 + 1] ?? 0) - label) * x;
      }, 2 * weight);
      expect(slope).toBeCloseTo(0, 3);
    }
  });

  test('counts a row of weight 2 as two rows', async () => {
    const { task, train } = dataFor('multiclass', 30);
    const twice = {
      x: matrixOf([...rowsAsArrays(train.x), ...rowsAsArrays(train.x).slice(0, 10)]),
      y: Float64Array.from([...train.y, ...train.y.slice(0, 10)]),
    };
    const weights = Float64Array.from({ length: 30 }, (_, row) => (row < 10 ? 2 : 1));
    const first = await fit({ task, train: twice });
    const second = await fit({ task, train: { ...train, weights } });
    for (const [index, weight] of first.weights.entries()) {
      expect(second.weights[index]).toBeCloseTo(weight, 4);
    }
  });

  test('sets the weights of useless features to exactly 0 with an L1 penalty', async () => {
    const random = randomFor(1, 'noise');
    const { task, train } = dataFor('binary', 200);
    const x = matrixOf(
      rowsAsArrays(train.x).map((row) => [...row, normal(random), normal(random)]),
    );
    const { weights } = await fit({ task, train: { ...train, x } }, { l1: 10, l2: 0 });
    expect(weights.map((weight) => weight !== 0)).toEqual([true, true, false, false, false]);
  });

  test('leaves a constant feature and unpenalised duplicates finite', async () => {
    const { task, train } = dataFor('regression');
    const x = matrixOf(rowsAsArrays(train.x).map(([a = 0, b = 0]) => [a, a, b, 3]));
    const { weights, notes } = await fit({ task, train: { ...train, x } }, { l2: 0 });
    expect(weights.every(Number.isFinite)).toBe(true);
    expect(notes).toEqual([]);
  });

  test('says so when it stops before it converged', async () => {
    const { notes, epochs } = await fit(dataFor('binary'), { max_iterations: 2 });
    expect(epochs).toBe(2);
    expect(notes).toEqual([expect.stringContaining('before it converged')]);
  });

  test('gives up within a second of being aborted', async () => {
    const data = { task: dataFor('multiclass').task, train: rowsFor('multiclass', 200_000, 1) };
    const stop = new AbortController();
    const context = contextFor({ signal: stop.signal });
    const work = linear.fit(data, { ...defaults, tolerance: 1e-300 }, context);
    let aborted = 0;
    setTimeout(() => {
      aborted = performance.now();
      stop.abort(new Error('enough'));
    }, 100);
    await expect(work).rejects.toThrow('enough');
    expect(performance.now() - aborted).toBeLessThan(1000);
  });
});

describe('minibatches', () => {
  test('come close to the exact solution', async () => {
    const data = dataFor('regression', 400);
    const exact = await fit(data);
    const close = await fit(data, { solver: 'adam', epochs: 60, batch_size: 32 });
    for (const [index, weight] of exact.weights.entries()) {
      expect(close.weights[index]).toBeCloseTo(weight, -1);
    }
  });
});

describe('class weights', () => {
  test('balanced ones make a rare class likelier', async () => {
    const { task, train } = dataFor('binary', 300);
    const rare = train.y.map((label, row) => (label === 1 && row % 8 === 0 ? 1 : 0));
    const data = { task, train: { ...train, y: rare } };
    const plain = await fit(data);
    const balanced = await fit(data, { class_weight: 'balanced' });
    expect(balanced.intercepts[0] ?? 0).toBeGreaterThan((plain.intercepts[0] ?? 0) + 1);
  });

  test('given by name do what the same row weights do', async () => {
    const { task, train } = dataFor('binary');
    const named = await fit({ task, train }, { class_weights: { yes: 3 } });
    const weights = train.y.map((label) => (label === 1 ? 3 : 1));
    const rows = await fit({ task, train: { ...train, weights } });
    expect(named.weights).toEqual(rows.weights);
  });

  test('of a class that is not there are refused with the nearest one', async () => {
    await expect(fit(dataFor('binary'), { class_weights: { yess: 3 } })).rejects.toMatchObject({
      code: 'learning/unknown-class',
      hints: ['Did you mean `yes`?', 'Use the classes of the target: no, yes'],
    });
  });
});

const folder = env['MLX_TEST_DATA'] ?? resolve(import.meta.dirname, '../../../../shared/data');
const cancerFile = join(folder, 'tabular/breastcancer/breast-cancer-wisconsin.data');

describe.skipIf(!existsSync(cancerFile))(`scikit-learn's numbers, on ${cancerFile}`, () => {
  test('LogisticRegression(C=1, tol=1e-12) has these coefficients', async () => {
    const rows = readFileSync(cancerFile, 'utf8')
      .trim()
      .split('\n')
      .filter((line) => !line.includes('?'))
      .map((line) => line.split(',').map(Number));
    const train = {
      x: matrixOf(rows.map((row) => row.slice(1, 10))),
      y: Float64Array.from(rows, (row) => (row[10] === 4 ? 1 : 0)),
    };
    const task = { kind: 'binary', target: 'malignant', classes: ['no', 'yes'] } as const;
    const { weights, intercepts } = await fit({ task, train });
    for (const [index, weight] of cancerWeights.entries()) {
      expect(weights[index]).toBeCloseTo(weight, 4);
    }
    expect(intercepts[0]).toBeCloseTo(cancerIntercept, 3);
  });
});

const cancerWeights = [
  0.525731, 0.011703, 0.311288, 0.32096, 0.097666, 0.381049, 0.433035, 0.211022, 0.482733,
];
const cancerIntercept = -9.922178;

function rowsAsArrays({ rows, columns, values }: TrainingData['train']['x']): number[][] {
  const width = columns.length;
  return Array.from({ length: rows }, (_, row) => [
    ...values.subarray(row * width, (row + 1) * width),
  ]);
}

/** (XᵀX + l2·I) w = Xᵀy on centred data, by Gaussian elimination. */
function ridge({ train: { x, y } }: TrainingData, l2: number): [number[], number] {
  const rows = rowsAsArrays(x);
  const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
  const means = x.columns.map((_, j) => mean(rows.map((row) => row[j] ?? 0)));
  const centred = rows.map((row) => row.map((value, j) => value - (means[j] ?? 0)));
  const system = means.map((_, i) => [
    ...means.map((__, j) => {
      const product = centred.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0);
      return product + (i === j ? l2 : 0);
    }),
    centred.reduce((sum, row, at) => sum + (row[i] ?? 0) * (y[at] ?? 0), 0),
  ]);
  for (const [i, pivot] of system.entries()) {
    for (const [j, row] of system.entries()) {
      if (i === j) continue;
      const factor = (row[i] ?? 0) / (pivot[i] ?? 1);
      for (const [k, value] of pivot.entries()) row[k] = (row[k] ?? 0) - factor * value;
    }
  }
  const weights = system.map((row, i) => (row.at(-1) ?? 0) / (row[i] ?? 1));
  const shift = weights.reduce((sum, weight, j) => sum + weight * (means[j] ?? 0), 0);
  return [weights, mean([...y]) - shift];
}

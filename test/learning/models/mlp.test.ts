import type { Rank, Tensor2D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { SavedModel } from '../../../src/contracts/model.js';
import { randomFor } from '../../../src/contracts/seeded-random.js';
import type { TensorFlow } from '../../../src/learning/compute/compute.js';
import { matrixRows } from '../../../src/learning/compute/rows/row-source.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import { mlp } from '../../../src/learning/models/mlp.js';
import type { LabelledRows } from '../../../src/learning/models/model-family.js';
import { contextFor, dataFor, defaultsOf, lossOf, matrixOf, rowsFor } from './fixtures.js';

const defaults = defaultsOf(mlp.params);
const context = contextFor();

/** The logits as TensorFlow.js computes them from the saved weights. */
function forward(tf: TensorFlow, { weights, config }: SavedModel, x: Tensor2D): Tensor2D {
  const depth = (config['layers'] as readonly number[]).length;
  const block = (name: string) => {
    const { values = new Float32Array(), shape = [] } = weights[name] ?? {};
    return tf.tensor<Rank.R2>(values, shape as [number, number]);
  };
  let signal = x;
  for (let layer = 0; layer <= depth; layer++) {
    signal = tf.add(tf.matMul(signal, block(`${layer}/weights`)), block(`${layer}/biases`));
    if (layer < depth) signal = config['activation'] === 'tanh' ? tf.tanh(signal) : tf.relu(signal);
  }
  return signal;
}

test.each(['relu', 'tanh'])('predicts what TensorFlow.js does with %s', async (activation) => {
  const data = dataFor('multiclass');
  const params = { ...defaults, layers: [9, 5], activation, epochs: 3 };
  const { model } = await mlp.fit(data, params, context);
  const { x } = rowsFor('multiclass', 50, 9);
  const { tf } = await context.compute();
  const expected = tf.tidy(() =>
    tf.softmax(forward(tf, model, tf.tensor2d(x.values, [50, 3]))).dataSync(),
  );
  const { values } = mlp.predictor(model)(x);
  for (const [at, value] of expected.entries())
    expect(Math.abs((values[at] ?? 0) - value)).toBeLessThan(1e-5);
});

test.each(['relu', 'tanh', 'gelu'])('learns exclusive or with %s', async (activation) => {
  const corners = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const train = { x: matrixOf(corners), y: Float64Array.of(0, 1, 1, 0) };
  const task = { kind: 'binary', target: 'xor', classes: ['0', '1'] } as const;
  const params = {
    ...defaults,
    layers: [16],
    activation,
    learning_rate: 0.05,
    early_stopping: { patience: 0, min_delta: 0 },
  };
  const { model } = await mlp.fit({ task, train }, params, context);
  const { values } = mlp.predictor(model)(train.x);
  const positive = [1, 3, 5, 7].map((at) => Math.round(values[at] ?? 0));
  expect(positive).toEqual([0, 1, 1, 0]);
});

test('without hidden layers is a linear model', async () => {
  const { model } = await mlp.fit(dataFor('regression'), { ...defaults, layers: [] }, context);
  expect(Object.keys(model.weights)).toEqual(['0/weights', '0/biases']);
});

test('answers in the unit of the target, far from zero as it is', async () => {
  const { task, train } = dataFor('regression');
  const far = { task, train: { ...train, y: train.y.map((value) => 1e6 + 1000 * value) } };
  const { model } = await mlp.fit(far, { ...defaults, learning_rate: 0.01 }, context);
  const { values } = mlp.predictor(model)(train.x);
  const errors = values.map((value, row) => Math.abs(value - (far.train.y[row] ?? 0)));
  expect(errors.reduce((a, b) => a + b) / errors.length).toBeLessThan(10_000);
});

test('a dropout of a half changes what is learnt, and nothing when predicting', async () => {
  const data = dataFor('binary');
  const { model } = await mlp.fit(data, { ...defaults, dropout: 0.5, epochs: 5 }, context);
  const { model: other } = await mlp.fit(data, { ...defaults, epochs: 5 }, context);
  expect(model.weights).not.toEqual(other.weights);
  const predict = mlp.predictor(model);
  expect(predict(data.train.x)).toEqual(predict(data.train.x));
});

/** Rows whose last column is a code of five, or missing; the target hangs on both. */
function coded(count: number, seed: number): LabelledRows {
  const { x, y } = rowsFor('binary', count, seed);
  const random = randomFor(seed, 'codes');
  const codes = y.map(() => Math.floor(6 * random()));
  const rows = Array.from(codes, (code, row) => [
    x.values[3 * row] ?? 0,
    code === 5 ? Number.NaN : code,
    x.values[3 * row + 1] ?? 0,
  ]);
  const blocks = [{ name: 'plan', kind: 'category', start: 1, width: 1, levels: 5 } as const];
  return {
    x: { ...matrixOf(rows), blocks },
    y: y.map((label, row) => (codes[row] === 3 ? 1 : label)),
  };
}

test.each([
  ['batch normalisation', { batch_norm: true }],
  ['residual layers', { residual: true, activation: 'tanh' }],
  ['both, and dropout', { batch_norm: true, residual: true, dropout: 0.2 }],
  ['rmsprop and a cosine', { optimizer: 'rmsprop', schedule: 'cosine', warmup_epochs: 1 }],
])('with %s predicts with the loss that training measured', async (_, changed) => {
  const data = { task: dataFor('binary').task, train: coded(150, 1), validation: coded(80, 2) };
  const params = { ...defaults, layers: [12, 12, 7], epochs: 6, learning_rate: 0.01, ...changed };
  const { model, history, bestEpoch } = await mlp.fit(data, params, context);
  const { x, y } = data.validation;
  const measured = history[bestEpoch - 1]?.validationLoss ?? NaN;
  expect(lossOf(model, mlp.predictor(model)(x), y)).toBeCloseTo(measured, 5);
  expect(model.weights['column-1/vectors']?.shape).toEqual([6, 4]);
});

test.each(['mlp', 'linear'])(
  '%s learns from streamed rows what it learns from memory',
  async (name) => {
    const family = modelFamilies.get(name);
    const { task, train, validation } = dataFor('regression');
    const params = { ...defaultsOf(family.params), epochs: 3, solver: 'adam' } as never;
    const streamed = (rows: LabelledRows): LabelledRows => {
      const { resident: _, ...stream } = matrixRows(rows.x);
      return { ...rows, x: { ...rows.x, values: new Float32Array() }, stream };
    };
    const expected = await family.fit(
      { task, train, validation: validation ?? train },
      params,
      context,
    );
    const data = { task, train: streamed(train), validation: streamed(validation ?? train) };
    expect((await family.fit(data, params, context)).model).toEqual(expected.model);
  },
);

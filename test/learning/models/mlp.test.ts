import type { Rank, Tensor2D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { SavedModel } from '../../../src/contracts/model.js';
import type { TensorFlow } from '../../../src/learning/compute/compute.js';
import { mlp } from '../../../src/learning/models/mlp.js';
import { contextFor, dataFor, defaultsOf, matrixOf, rowsFor } from './fixtures.js';

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

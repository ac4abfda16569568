import type { Tensor2D } from '@tensorflow/tfjs-core';
import { randomFor } from '../../contracts/seeded-random.js';
import type { Network, NetworkParameter } from '../compute/network.js';
import { trainNetwork } from '../compute/train-network.js';
import { scoresBy, unlabelledRows } from './anomaly/scores.js';
import { defineModel, type FitContext } from './model-family.js';
import { densePredictor } from './parts/dense-predictor.js';
import { courseOf, earlyStoppingOf, earlyStoppingParams } from './parts/training-params.js';

/** A network that writes each row down in fewer numbers and reads it back: what it cannot is odd. */
export const autoencoder = defineModel({
  name: 'autoencoder',
  summary: 'Finds rows a small network cannot give back: for many columns that hang together',
  tasks: ['anomaly'],
  reads: 'scaled',
  params: {
    layers: {
      type: 'array',
      items: { type: 'integer', minimum: 1 },
      maxItems: 20,
      default: [32, 8, 32],
      description: 'Units of each hidden layer, the narrowest in the middle',
    },
    epochs: { type: 'integer', minimum: 1, default: 100, description: 'Most passes over the rows' },
    batch_size: { type: 'integer', minimum: 1, default: 64, description: 'Rows in a step' },
    learning_rate: {
      type: 'number',
      exclusiveMinimum: 0,
      default: 1e-3,
      search: { low: 1e-4, high: 1e-2, log: true },
      description: 'Length of a step',
    },
    l2: {
      type: 'number',
      minimum: 0,
      default: 1e-5,
      description: 'Weight of half the sum of squared weights beside the mean loss',
    },
    ...earlyStoppingParams,
  },

  async fit(data, values, context) {
    const x = unlabelledRows(data, context);
    const width = x.columns.length;
    const blank = (rows: typeof x) => ({ x: rows, y: new Float64Array(rows.rows) });
    const trained = await trainNetwork(
      {
        network: reconstruction([width, ...values.layers, width], context),
        loss: 'squared',
        data: {
          train: blank(x),
          ...(data.validation === undefined ? {} : { validation: blank(data.validation.x) }),
        },
      },
      {
        epochs: values.epochs,
        batchSize: values.batch_size,
        optimizer: { name: 'adam', learningRate: values.learning_rate },
        l1: 0,
        l2: values.l2,
        ...earlyStoppingOf(values),
      },
      context,
    );
    const { weights } = trained;
    const config = { layers: values.layers, activation: 'tanh' };
    return {
      model: { family: 'autoencoder', task: data.task, inputs: x.columns, config, weights },
      ...courseOf(trained, values.epochs),
    };
  },

  predictor(model) {
    const width = model.inputs.length;
    const readBack = densePredictor(model);
    const output = new Float64Array(width);
    return scoresBy((matrix, row) => {
      readBack(matrix, row, output);
      let sum = 0;
      for (let at = 0; at < width; at++) {
        sum += ((output[at] as number) - (matrix.values[row * width + at] as number)) ** 2;
      }
      return sum / width;
    });
  },
});

/**
 * Its one output is how far the row that is read back is from the row itself, and the target is 0: then half the squared
 * error of that output is the sum over columns.
 */
function reconstruction(widths: readonly number[], { seed, label }: FitContext): Network {
  const count = widths.length - 1;
  const parameters = Array.from({ length: count }, (_, index): NetworkParameter[] => {
    const [inputs, outputs] = [widths[index] as number, widths[index + 1] as number];
    const bound = Math.sqrt(6 / (inputs + outputs));
    const drawn = (): Float32Array => {
      const random = randomFor(seed, `${label}/weights/${index}`);
      return Float32Array.from({ length: inputs * outputs }, () => bound * (2 * random() - 1));
    };
    return [
      { name: `${index}/weights`, shape: [inputs, outputs], regularised: true, initial: drawn },
      {
        name: `${index}/biases`,
        shape: [outputs],
        regularised: false,
        initial: () => new Float32Array(outputs),
      },
    ];
  });
  return {
    outputs: 1,
    parameters: parameters.flat(),
    forward: (tf, weights, { x }) => {
      let signal = x;
      for (let index = 0; index < count; index++) {
        const product = tf.matMul(signal, weights[`${index}/weights`] as Tensor2D);
        signal = tf.add(product, weights[`${index}/biases`] as Tensor2D);
        if (index < count - 1) signal = tf.tanh(signal);
      }
      const squares = tf.sum(tf.square(tf.sub(signal, x)), 1, true);
      // The root has no slope at 0.
      return tf.sqrt(tf.add(squares, 1e-8)) as Tensor2D;
    },
  };
}

// The networks of bench/training-speed.mjs, for mlx and for TensorFlow.js's own layers, and rows for them.
import { normal, randomFor } from '../src/contracts/seeded-random.ts';
import { activation } from '../src/learning/compute/layers/activations.ts';
import { conv2d } from '../src/learning/compute/layers/convolution.ts';
import { dense } from '../src/learning/compute/layers/dense.ts';
import { chain, networkOf, reshape } from '../src/learning/compute/layers/layer.ts';
import { pool2d } from '../src/learning/compute/layers/pooling.ts';
import { gru, lstm } from '../src/learning/compute/layers/recurrent.ts';

const place = { seed: 1, label: 'net' };
const unit = (name, inputs, outputs) => dense(place, { name, inputs, outputs });

export const nets = {
  mlp: {
    shape: [50],
    classes: 2,
    layers: () => [
      unit('0', 50, 128),
      activation('relu'),
      unit('1', 128, 64),
      activation('relu'),
      unit('2', 64, 1),
    ],
    fit: (l) => [
      l.dense({ units: 128, activation: 'relu', inputShape: [50] }),
      l.dense({ units: 64, activation: 'relu' }),
      l.dense({ units: 1, activation: 'sigmoid' }),
    ],
  },
  conv: {
    shape: [28, 28, 1],
    classes: 10,
    layers: () => [
      conv2d(place, { name: 'a', inputs: 1, outputs: 16, size: 3 }),
      activation('relu'),
      pool2d({ kind: 'max', size: 2 }),
      conv2d(place, { name: 'b', inputs: 16, outputs: 32, size: 3 }),
      activation('relu'),
      pool2d({ kind: 'max', size: 2 }),
      reshape([800]),
      unit('out', 800, 10),
    ],
    fit: (l) => [
      l.conv2d({ filters: 16, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1] }),
      l.maxPooling2d({ poolSize: 2 }),
      l.conv2d({ filters: 32, kernelSize: 3, activation: 'relu' }),
      l.maxPooling2d({ poolSize: 2 }),
      l.flatten(),
      l.dense({ units: 10, activation: 'softmax' }),
    ],
  },
  lstm: recurrent('lstm', lstm),
  gru: recurrent('gru', gru),
};

function recurrent(kind, layer) {
  return {
    shape: [24, 8],
    classes: 2,
    layers: () => [layer(place, { name: kind, inputs: 8, units: 32 }), unit('out', 32, 1)],
    fit: (l) => [
      l[kind]({ units: 32, inputShape: [24, 8] }),
      l.dense({ units: 1, activation: 'sigmoid' }),
    ],
  };
}

export function networkFor({ shape, classes, layers }) {
  return networkOf(chain(reshape(shape), ...layers()), classes === 2 ? 1 : classes);
}

/** Normal features; the class hangs on the first two. */
export function rowsFor({ shape, classes }, count) {
  const width = shape.reduce((product, length) => product * length);
  const random = randomFor(1, 'rows');
  const values = Float32Array.from({ length: count * width }, () => normal(random));
  const y = Float64Array.from({ length: count }, (_, row) => {
    const score = values[row * width] - values[row * width + 1] / 2;
    return classes === 2
      ? Number(score > 0)
      : Math.min(classes - 1, Math.floor(Math.abs(2 * score)));
  });
  const columns = Array.from({ length: width }, (_, at) => `x${at}`);
  return { x: { rows: count, columns, values }, y };
}

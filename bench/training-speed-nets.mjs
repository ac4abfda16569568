// The networks of bench/training-speed.mjs, for mlx and for TensorFlow.js's own layers, and rows for them.
import { normal, randomFor } from '../src/contracts/seeded-random.ts';
import { activation } from '../src/learning/compute/layers/activations.ts';
import { conv2d } from '../src/learning/compute/layers/convolution.ts';
import { dense } from '../src/learning/compute/layers/dense.ts';
import { chain, networkOf, reshape } from '../src/learning/compute/layers/layer.ts';
import { pool2d } from '../src/learning/compute/layers/pooling.ts';
import { gru, lstm } from '../src/learning/compute/layers/recurrent.ts';
import { resnetBody } from '../src/learning/models/images/resnet-network.ts';
import { planResnet } from '../src/learning/models/images/resnet-plan.ts';
import { textBody } from '../src/learning/models/texts/text-body.ts';

const place = { seed: 1, label: 'net' };
const unit = (name, inputs, outputs) => dense(place, { name, inputs, outputs });

const resnetShape = { image: [28, 28, 1], width: 16, depth: 1, stages: 3 };
const resnetPlan = planResnet(resnetShape);

const words = { levels: 4000, length: 32 };

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
  // The network of the family `image-cnn` with its defaults, for MNIST.
  resnet: {
    shape: [28, 28, 1],
    classes: 10,
    layers: () => [resnetBody(place, resnetPlan, resnetShape.image), unit('head', 64, 10)],
    model: resnetModel,
  },
  // Those of the family `text-network`, for texts of 32 words out of 4,000.
  'text-conv': text('conv'),
  'text-gru': text('gru'),
  lstm: recurrent('lstm', lstm),
  gru: recurrent('gru', gru),
};

/** The same network out of the layers of TensorFlow.js. */
function resnetModel({ input, model, layers: l }) {
  const normal = ({ outputs, size, stride }, x) =>
    l.batchNormalization({ epsilon: 1e-5, momentum: 0.9 }).apply(
      l
        .conv2d({
          ...{ filters: outputs, kernelSize: size, strides: stride },
          ...{ padding: 'same', useBias: false },
        })
        .apply(x),
    );
  const relu = (x) => l.activation({ activation: 'relu' }).apply(x);
  const image = input({ shape: resnetShape.image });
  let signal = relu(normal(resnetPlan.stem, image));
  for (const { first, second, shortcut } of resnetPlan.blocks) {
    const inner = normal(second, relu(normal(first, signal)));
    const beside = shortcut === undefined ? signal : normal(shortcut, signal);
    signal = relu(l.add().apply([inner, beside]));
  }
  const seen = l.globalAveragePooling2d({}).apply(signal);
  const outputs = l.dense({ units: 10, activation: 'softmax' }).apply(seen);
  return model({ inputs: image, outputs });
}

function text(body) {
  const shape = { ...words, embedding: 64, body, filters: 64, sizes: [1, 2, 3], units: 64 };
  return {
    shape: [words.length],
    classes: 2,
    ids: words.levels,
    layers: () => [
      textBody(place, { ...shape, dropout: 0 }),
      unit('head', body === 'gru' ? 64 : 192, 1),
    ],
    model: ({ input, model, layers: l }) => {
      const ids = input({ shape: [words.length] });
      const vectors = l.embedding({ inputDim: words.levels, outputDim: 64 }).apply(ids);
      const conv = (kernelSize) =>
        l
          .globalMaxPooling1d({})
          .apply(l.conv1d({ filters: 64, kernelSize, activation: 'relu' }).apply(vectors));
      const seen =
        body === 'gru'
          ? l.gru({ units: 64, resetAfter: false }).apply(vectors)
          : l.concatenate().apply([1, 2, 3].map(conv));
      const outputs = l.dense({ units: 1, activation: 'sigmoid' }).apply(seen);
      return model({ inputs: ids, outputs });
    },
  };
}

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
export function rowsFor({ shape, classes, ids }, count) {
  const width = shape.reduce((product, length) => product * length);
  const random = randomFor(1, 'rows');
  const draw = ids === undefined ? () => normal(random) : () => Math.floor(random() * ids);
  const values = Float32Array.from({ length: count * width }, draw);
  const y = Float64Array.from({ length: count }, (_, row) => {
    const score = values[row * width] - values[row * width + 1] / 2;
    return classes === 2
      ? Number(score > 0)
      : Math.min(classes - 1, Math.floor(Math.abs(2 * score)));
  });
  const columns = Array.from({ length: width }, (_, at) => `x${at}`);
  return { x: { rows: count, columns, values }, y };
}

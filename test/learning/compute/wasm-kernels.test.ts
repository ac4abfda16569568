import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import { openCompute } from '../../../src/learning/compute/backend.js';
import type { BackendName, TensorFlow } from '../../../src/learning/compute/compute.js';

const numbers = (label: string, count: number) => {
  const random = randomFor(1, label);
  return Float32Array.from({ length: count }, () => normal(random));
};

/** The gradients of a function of tensors on one backend; and no tensor is left behind. */
async function gradientsOn(
  backend: BackendName,
  shapes: readonly number[][],
  loss: (tf: TensorFlow, ...tensors: Tensor[]) => Scalar,
): Promise<number[][]> {
  const { tf } = await openCompute({ backend, cacheDir: '/nowhere' });
  const before = tf.engine().backend.numDataIds();
  const gradients = tf.tidy(() => {
    const tensors = shapes.map((shape, index) =>
      tf.tensor(
        numbers(
          `input ${index}`,
          shape.reduce((a, b) => a * b),
        ),
        shape,
      ),
    );
    return tf
      .grads((...inputs: Tensor[]) => loss(tf, ...inputs))(tensors)
      .map((gradient) => [...gradient.dataSync()]);
  });
  expect(tf.engine().backend.numDataIds()).toBe(before);
  return gradients;
}

type Case = [
  name: string,
  shapes: number[][],
  loss: (tf: TensorFlow, ...tensors: Tensor[]) => Scalar,
];

const sumOfSquares = (tf: TensorFlow, x: Tensor): Scalar => tf.sum(tf.square(x));

const cases: Case[] = [
  [
    'a matrix product',
    [
      [5, 7],
      [7, 3],
    ],
    (tf, a, b) => sumOfSquares(tf, tf.matMul(a, b)),
  ],
  [
    'a product of transposed matrices',
    [
      [7, 5],
      [3, 7],
    ],
    (tf, a, b) => sumOfSquares(tf, tf.matMul(a, b, true, true)),
  ],
  [
    'a batch of matrix products',
    [
      [4, 5, 7],
      [4, 7, 3],
    ],
    (tf, a, b) => sumOfSquares(tf, tf.matMul(a, b)),
  ],
  [
    'a gather',
    [[6, 3]],
    (tf, a) => sumOfSquares(tf, tf.gather(a, tf.tensor1d([0, 2, 2, 5], 'int32'))),
  ],
  ...(['valid', 'same'] as const).flatMap((pad) =>
    [1, 2].map(
      (strides): Case => [
        `a convolution, ${pad}, strides ${strides}`,
        [
          [2, 7, 6, 3],
          [3, 3, 3, 4],
        ],
        (tf, image, filter) =>
          sumOfSquares(tf, tf.conv2d(image as never, filter as never, strides, pad)),
      ],
    ),
  ),
];

test.each(cases)('the gradient of %s is the same on wasm as on cpu', async (_, shapes, loss) => {
  const expected = await gradientsOn('cpu', shapes, loss);
  const actual = await gradientsOn('wasm', shapes, loss);
  for (const [index, values] of expected.entries()) {
    const scale = Math.max(...values.map(Math.abs));
    for (const [at, value] of values.entries()) {
      expect(Math.abs((actual[index]?.[at] ?? NaN) - value) / scale).toBeLessThan(1e-5);
    }
  }
});

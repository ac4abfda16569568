import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import { constantBlock, constantWeights } from './initial-values.js';
import { type Layer, type LayerPass, weightOf } from './layer.js';

/** Under the root of a variance. */
export const normEpsilon = 1e-5;

/** Share of the moving statistics that a batch replaces. */
const batchShare = 0.1;

/**
 * Batch normalisation along the last axis (Ioffe & Szegedy 2015): blocks `NAME/scale` and `NAME/shift`, state `NAME/mean` and
 * `NAME/variance`. In training by the batch's own mean and variance, else by their moving averages.
 */
export function batchNorm({
  name,
  width,
}: {
  readonly name: string;
  readonly width: number;
}): Layer {
  return {
    parameters: [
      constantWeights(`${name}/scale`, [width], 1),
      constantWeights(`${name}/shift`, [width], 0),
    ],
    state: [
      constantBlock(`${name}/mean`, [width], 0),
      constantBlock(`${name}/variance`, [width], 1),
    ],
    apply: (tf, x, pass) => {
      const normal = pass.mode.training
        ? normalisedByBatch(tf, x, { pass, name })
        : normalisedByAverage(tf, x, { pass, name });
      return tf.add(
        tf.mul(normal, weightOf(pass, `${name}/scale`)),
        weightOf(pass, `${name}/shift`),
      );
    },
  };
}

interface NamedPass {
  readonly pass: LayerPass;
  readonly name: string;
}

function normalisedByAverage(tf: TensorFlow, x: Tensor, { pass, name }: NamedPass): Tensor {
  const { [`${name}/mean`]: mean, [`${name}/variance`]: variance } = pass.mode.state;
  if (mean === undefined || variance === undefined) throw new Error(`a network keeps no ${name}`);
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, normEpsilon)));
}

function normalisedByBatch(tf: TensorFlow, x: Tensor, { pass, name }: NamedPass): Tensor {
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  const count = x.size / (x.shape.at(-1) ?? 1);
  const { normal, mean, variance } = centred(tf, x, axes);
  const move = (block: string, value: Tensor) => {
    const before = pass.mode.state[`${name}/${block}`] as Tensor;
    const kept = tf.mul(before, 1 - batchShare);
    pass.mode.keep(`${name}/${block}`, tf.add(kept, tf.mul(value, batchShare)));
  };
  move('mean', mean);
  // The batch's variance is about its own mean, which makes it too small.
  move('variance', count > 1 ? tf.mul(variance, count / (count - 1)) : variance);
  tf.dispose([mean, variance]);
  return normal;
}

/**
 * `(x − mean) / √(variance + ε)` over axes; dispose mean and variance. Its gradient is in one piece, dx = (dy − mean(dy) − normal · mean(dy · normal)) / √…;
 * step by step it would take three times as many ops.
 */
export function centred(
  tf: TensorFlow,
  x: Tensor,
  axes: readonly number[],
): { readonly normal: Tensor; readonly mean: Tensor; readonly variance: Tensor } {
  let mean: Tensor | undefined;
  let variance: Tensor | undefined;
  const over = [...axes];
  const normalise = tf.customGrad((...given) => {
    const [signal, save] = given as unknown as [Tensor, (tensors: Tensor[]) => void];
    const middle = tf.mean(signal, over, true);
    const distance = tf.sub(signal, middle);
    const spread = tf.mean(tf.square(distance), over, true);
    const inverse = tf.rsqrt(tf.add(spread, normEpsilon));
    const normal = tf.mul(distance, inverse);
    mean = tf.keep(tf.squeeze(middle, over));
    variance = tf.keep(tf.squeeze(spread, over));
    save([normal, inverse]);
    return {
      value: normal,
      gradFunc: (slope: Tensor, saved: Tensor[]) => {
        const [result, scale] = saved as [Tensor, Tensor];
        const along = tf.mean(tf.mul(slope, result), over, true);
        const level = tf.sub(slope, tf.mean(slope, over, true));
        return tf.mul(tf.sub(level, tf.mul(result, along)), scale);
      },
    };
  });
  const normal = normalise(x);
  if (mean === undefined || variance === undefined) throw new Error('the gradient was not run');
  return { normal, mean, variance };
}

import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import { nativeBackend } from '../native-ops.js';
import { fusedBatchNorm, fusedNorm } from './fused-batch-norm.js';
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
      const named = { pass, name };
      const { training } = pass.mode;
      // In one op, where there is one: ordinary ops go over an image a dozen times.
      if (nativeBackend(tf) !== undefined) {
        return training ? fusedByBatch(tf, x, named) : fusedByAverage(tf, x, named);
      }
      const normal = training ? normalisedByBatch(tf, x, named) : normalisedByAverage(tf, x, named);
      const { scale, shift } = learnt(named);
      return tf.add(tf.mul(normal, scale), shift);
    },
  };
}

interface NamedPass {
  readonly pass: LayerPass;
  readonly name: string;
}

function learnt({ pass, name }: NamedPass): { readonly scale: Tensor; readonly shift: Tensor } {
  return { scale: weightOf(pass, `${name}/scale`), shift: weightOf(pass, `${name}/shift`) };
}

function averages({ pass, name }: NamedPass): { readonly mean: Tensor; readonly variance: Tensor } {
  const { [`${name}/mean`]: mean, [`${name}/variance`]: variance } = pass.mode.state;
  if (mean === undefined || variance === undefined) throw new Error(`a network keeps no ${name}`);
  return { mean, variance };
}

function normalisedByAverage(tf: TensorFlow, x: Tensor, named: NamedPass): Tensor {
  const { mean, variance } = averages(named);
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, normEpsilon)));
}

function fusedByAverage(tf: TensorFlow, x: Tensor, named: NamedPass): Tensor {
  return fusedNorm(tf, x, { ...learnt(named), ...averages(named), epsilon: normEpsilon });
}

function normalisedByBatch(tf: TensorFlow, x: Tensor, named: NamedPass): Tensor {
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  const count = x.size / (x.shape.at(-1) ?? 1);
  const { normal, mean, variance } = centred(tf, x, axes);
  // The batch's variance is about its own mean, which makes it too small.
  const spread = count > 1 ? tf.mul(variance, count / (count - 1)) : variance;
  moveAverages(tf, named, { mean, variance: spread });
  tf.dispose([mean, variance]);
  return normal;
}

function fusedByBatch(tf: TensorFlow, x: Tensor, named: NamedPass): Tensor {
  const { result, mean, variance } = fusedBatchNorm(tf, x, {
    ...learnt(named),
    epsilon: normEpsilon,
  });
  moveAverages(tf, named, { mean, variance });
  tf.dispose([mean, variance]);
  return result;
}

/** Towards those of the batch. */
function moveAverages(
  tf: TensorFlow,
  { pass, name }: NamedPass,
  batch: { readonly mean: Tensor; readonly variance: Tensor },
): void {
  for (const block of ['mean', 'variance'] as const) {
    const before = pass.mode.state[`${name}/${block}`] as Tensor;
    const kept = tf.mul(before, 1 - batchShare);
    pass.mode.keep(`${name}/${block}`, tf.add(kept, tf.mul(batch[block], batchShare)));
  }
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

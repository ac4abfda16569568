import type { Rank, Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import { type NativeBackend, nativeBackend } from '../native-ops.js';

interface ScaleAndShift {
  /** One for each channel. */
  readonly scale: Tensor;
  readonly shift: Tensor;
  /** Under the root of a variance. */
  readonly epsilon: number;
}

/** Normalised by a mean and a variance that are given, in one op of native TensorFlow; without a gradient. */
export function fusedNorm(
  tf: TensorFlow,
  x: Tensor,
  given: ScaleAndShift & { readonly mean: Tensor; readonly variance: Tensor },
): Tensor {
  const { scale, shift, mean, variance, epsilon } = given;
  const inputs = [asImages(tf, x), scale, shift, mean, variance];
  const [result, ...rest] = forward(native(tf), inputs, { epsilon, training: false });
  tf.dispose(rest);
  return tf.reshape(result as Tensor, x.shape);
}

/**
 * Normalised by the batch's own mean and variance, with its gradient, in an op of native TensorFlow each. Gives these too: the variance is
 * the unbiased one; dispose both.
 */
export function fusedBatchNorm(
  tf: TensorFlow,
  x: Tensor,
  { scale, shift, epsilon }: ScaleAndShift,
): { readonly result: Tensor; readonly mean: Tensor; readonly variance: Tensor } {
  let kept: readonly [mean: Tensor, variance: Tensor] | undefined;
  const normalise = tf.customGrad((...given) => {
    const [signal, gamma, beta, save] = given as unknown as [
      ...(readonly [Tensor, Tensor, Tensor]),
      (tensors: Tensor[]) => void,
    ];
    const none = tf.tensor1d([]);
    const inputs = [signal, gamma, beta, none, none];
    const [value, mean, variance, ...reserved] = forward(native(tf), inputs, {
      epsilon,
      training: true,
    }) as [Tensor, Tensor, Tensor, ...Tensor[]];
    kept = [tf.keep(mean), tf.keep(variance)];
    save([signal, gamma, ...reserved]);
    return {
      value,
      gradFunc: (slope: Tensor, saved: Tensor[]) => backward(tf, slope, { saved, epsilon }),
    };
  });
  const result = tf.reshape(normalise(asImages(tf, x), scale, shift), x.shape);
  if (kept === undefined) throw new Error('the gradient was not run');
  const [mean, variance] = kept;
  return { result, mean, variance };
}

/** The ops take nothing else: whatever is before the last axis is places. */
function asImages(tf: TensorFlow, x: Tensor): Tensor {
  return x.rank === 4 ? x : tf.reshape<Rank.R4>(x, [-1, 1, 1, x.shape.at(-1) ?? 1]);
}

interface Mode {
  readonly epsilon: number;
  readonly training: boolean;
}

/** The result, mean and variance, and three tensors for the gradient. */
function forward(backend: NativeBackend, inputs: readonly Tensor[], mode: Mode): Tensor[] {
  return backend.runAll('FusedBatchNormV3', inputs, {
    attributes: { ...attributes(mode), exponential_avg_factor: { float: 1 } },
    outputs: 6,
  });
}

function backward(
  tf: TensorFlow,
  slope: Tensor,
  { saved, epsilon }: { readonly saved: readonly Tensor[]; readonly epsilon: number },
): Tensor[] {
  const all = native(tf).runAll('FusedBatchNormGradV3', [slope, ...saved], {
    attributes: attributes({ epsilon, training: true }),
    outputs: 5,
  });
  tf.dispose(all.slice(3));
  return all.slice(0, 3);
}

function attributes({ epsilon, training }: Mode) {
  return {
    T: { type: 'float32' },
    U: { type: 'float32' },
    epsilon: { float: epsilon },
    data_format: 'NHWC',
    is_training: training,
  } as const;
}

function native(tf: TensorFlow): NativeBackend {
  const backend = nativeBackend(tf);
  if (backend === undefined) throw new Error('the backend changed during a step');
  return backend;
}

import type { Rank, Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import type { Layer } from './layer.js';

interface Pooling {
  readonly kind: 'max' | 'mean';
  readonly size: number;
  readonly stride?: number;
  readonly pad?: 'same' | 'valid';
}

/** The greatest or the mean of each square of an image `[rows, height, width, channels]`. */
export function pool2d({ kind, size, stride = size, pad = 'valid' }: Pooling): Layer {
  return {
    apply: (tf, x) =>
      kind === 'max'
        ? tf.maxPool(x as Tensor4D, size, stride, pad)
        : tf.avgPool(x as Tensor4D, size, stride, pad),
  };
}

/** The greatest or the mean of each stretch of a sequence `[rows, length, channels]`. */
export function pool1d({ kind, size, stride = size, pad = 'valid' }: Pooling): Layer {
  return {
    apply: (tf, x) => {
      const [rows, length, channels] = (x as Tensor3D).shape;
      const image = tf.reshape<Rank.R4>(x, [rows, length, 1, channels]);
      const pool = kind === 'max' ? tf.maxPool : tf.avgPool;
      const pooled: Tensor4D = pool(image, [size, 1], [stride, 1], pad);
      return tf.reshape(pooled, [rows, pooled.shape[1], channels]);
    },
  };
}

/**
 * The greatest or the mean over all places: from `[rows, …, channels]` to `[rows, channels]`. Of places that are all the greatest
 * one gets the slope.
 */
export function poolAll(kind: 'max' | 'mean'): Layer {
  return { apply: (tf, x) => (kind === 'max' ? greatest(tf, x) : tf.mean(x, placesOf(x))) };
}

function placesOf(x: Tensor): number[] {
  return x.shape.map((_, axis) => axis).slice(1, -1);
}

/** As a pool, whose slope TensorFlow has in one op; that of `tf.max` goes over the whole signal three times. */
function greatest(tf: TensorFlow, x: Tensor): Tensor {
  const [rows = 0, height = 1, ...rest] = x.shape;
  const [width, channels] = rest.length === 2 ? rest : [1, ...rest];
  const image = tf.reshape<Rank.R4>(x, [rows, height, width ?? 1, channels ?? 1]);
  const pooled = tf.maxPool(image, [height, width ?? 1], 1, 'valid');
  return tf.reshape(pooled, [rows, channels ?? 1]);
}

import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { randomFor } from '../../contracts/seeded-random.js';
import type { TensorFlow } from './compute.js';
import { nativeBackend } from './native-ops.js';

/** Which step a mask is for. */
export interface MaskPlace {
  readonly seed: number;
  /** Name of the training. */
  readonly label: string;
  /** Steps before this one: a number, or where a graph is traced a tensor that stands for it. */
  readonly step: number | Scalar;
}

/** Drops some of a tensor and scales up the rest. Masks are numbered from 0 in each pass. */
export type DropSome = (x: Tensor, rate: number) => Tensor;

/**
 * Dropout whose masks follow from place and number alone. `tf.dropout` will not do: it takes either an unseeded mask or
 * the same mask at every step.
 */
export function seededDropout(tf: TensorFlow, place: MaskPlace): DropSome {
  let masks = 0;
  const draw = nativeBackend(tf) === undefined ? drawnHere : drawnByTensorflow;
  return (x, rate) => (rate === 0 ? x : tf.mul(x, draw(tf, place, { x, rate, number: masks++ })));
}

interface Mask {
  readonly x: Tensor;
  readonly rate: number;
  readonly number: number;
}

function drawnHere(tf: TensorFlow, { seed, label, step }: MaskPlace, mask: Mask): Tensor {
  const { x, rate, number } = mask;
  if (typeof step !== 'number')
    throw new Error('only native TensorFlow draws for a step that is a tensor');
  const next = maskValues({ seed, label, step }, { rate, number });
  return tf.tensor(Float32Array.from({ length: x.size }, next), x.shape);
}

/** Gives the numbers of a mask one after another, wherever TensorFlow does not draw them. */
export function maskValues(
  { seed, label, step }: MaskPlace & { readonly step: number },
  { rate, number }: Pick<Mask, 'rate' | 'number'>,
): () => number {
  const random = randomFor(seed, `${label}/dropout/${number}/${step}`);
  const kept = 1 / (1 - rate);
  return () => (random() < rate ? 0 : kept);
}

/**
 * TensorFlow's counter-based generator (Philox, Salmon et al. 2011): what it draws depends on its two seeds alone, and
 * stays the same between versions, threads and roads.
 */
function drawnByTensorflow(tf: TensorFlow, { seed, label, step }: MaskPlace, mask: Mask): Tensor {
  const { x, rate, number } = mask;
  const key = Math.floor(randomFor(seed, `${label}/dropout/${number}`)() * 2 ** 31);
  return tf.tidy(() => {
    const counter = typeof step === 'number' ? tf.scalar(step, 'int32') : step;
    const seeds = tf.stack([tf.scalar(key, 'int32'), counter]);
    const shape = tf.tensor1d(x.shape, 'int32');
    const drawn = nativeBackend(tf)?.run('StatelessRandomUniform', [shape, seeds], {
      dtype: { type: 'float32' },
      T: { type: 'int32' },
      Tseed: { type: 'int32' },
    }) as Tensor;
    return tf.mul(tf.cast(tf.greaterEqual(drawn, rate), 'float32'), 1 / (1 - rate));
  });
}

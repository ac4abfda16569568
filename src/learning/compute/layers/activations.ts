import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import { nativeBackend } from '../native-ops.js';
import type { Layer } from './layer.js';

export type ActivationName = 'relu' | 'tanh' | 'gelu' | 'sigmoid';

export function activation(name: ActivationName): Layer {
  return { steps: [{ kind: 'activation', name }], apply: (tf, x) => bend(tf, name, x) };
}

/** What an activation does to a signal. */
function bend<T extends Tensor>(tf: TensorFlow, name: ActivationName, x: T): T {
  return bends[name](tf, x) as T;
}

const bends: Readonly<Record<ActivationName, (tf: TensorFlow, x: Tensor) => Tensor>> = {
  relu,
  tanh: (tf, x) => tf.tanh(x),
  sigmoid: (tf, x) => tf.sigmoid(x),
  gelu: (tf, x) => {
    const cube = tf.mul(tf.mul(x, tf.square(x)), geluCube);
    const gate = tf.add(tf.tanh(tf.mul(tf.add(x, cube), geluScale)), 1);
    return tf.mul(tf.mul(x, 0.5), gate);
  },
};

/** GELU by its tanh approximation: Hendrycks & Gimpel 2016, equation after (2). */
export const geluScale = Math.sqrt(2 / Math.PI);
export const geluCube = 0.044715;

/** TensorFlow has one op for the gradient; TensorFlow.js goes by seven, each over the whole signal. */
function relu(tf: TensorFlow, x: Tensor): Tensor {
  if (nativeBackend(tf) === undefined) return tf.relu(x);
  const fused = tf.customGrad((...given) => {
    const [signal, save] = given as unknown as [Tensor, (tensors: Tensor[]) => void];
    const value = tf.relu(signal);
    save([value]);
    return {
      value,
      gradFunc: (slope: Tensor, saved: Tensor[]) =>
        nativeBackend(tf)?.run('ReluGrad', [slope, saved[0] as Tensor], {
          T: { type: 'float32' },
        }) as Tensor,
    };
  });
  return fused(x);
}

import type { Rank, Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import { addBiases } from './dense.js';
import { constantWeights, type DrawPlace, heNormal } from './initial-values.js';
import { type Layer, weightOf } from './layer.js';

interface Convolution {
  readonly name: string;
  /** Channels in and out. */
  readonly inputs: number;
  readonly outputs: number;
  /** Length of the filter along each axis. */
  readonly size: number;
  readonly stride?: number;
  /** `same`: as many places as before, with zeros at the edges; `valid` (the default): only where the whole filter fits. */
  readonly pad?: 'same' | 'valid';
  /** Left out before a batch normalisation, which has a shift of its own. */
  readonly biases?: boolean;
}

/** From `[rows, height, width, inputs]` to `[rows, height, width, outputs]`: blocks `NAME/filter` and `NAME/biases`. */
export function conv2d(place: DrawPlace, options: Convolution): Layer {
  const { name, size, stride = 1, pad = 'valid', biases = true } = options;
  return {
    parameters: convolutionBlocks(place, options, [size, size]),
    apply: (tf, x, pass) => {
      const filter = weightOf(pass, `${name}/filter`) as Tensor4D;
      const result =
        size === 1 && stride === 1
          ? placeByPlace(tf, x, filter)
          : tf.conv2d(x as Tensor4D, filter, stride, pad);
      return biases ? addBiases(tf, result, weightOf(pass, `${name}/biases`)) : result;
    },
  };
}

/** From `[rows, length, inputs]` to `[rows, length, outputs]`. `causal` looks only back: as long as before, zeros in front. */
export function conv1d(
  place: DrawPlace,
  options: Omit<Convolution, 'pad'> & { readonly pad?: 'same' | 'valid' | 'causal' },
): Layer {
  const { name, size, stride = 1, pad = 'valid', biases = true } = options;
  return {
    parameters: convolutionBlocks(place, options, [size]),
    apply: (tf, x, pass) => {
      const filter = weightOf(pass, `${name}/filter`) as Tensor3D;
      const signal =
        pad === 'causal'
          ? tf.pad(x, [
              [0, 0],
              [size - 1, 0],
              [0, 0],
            ])
          : x;
      const inside = pad === 'causal' ? 'valid' : pad;
      const result =
        size === 1 && stride === 1
          ? placeByPlace(tf, signal, filter)
          : tf.conv1d(signal as Tensor3D, filter, stride, inside);
      return biases ? addBiases(tf, result, weightOf(pass, `${name}/biases`)) : result;
    },
  };
}

/** A filter that sees one place is a product of matrices, which is faster, above all for the slope of the filter. */
function placeByPlace(tf: TensorFlow, x: Tensor, filter: Tensor): Tensor {
  const [inputs = 1, outputs = 1] = filter.shape.slice(-2);
  const rows = tf.reshape<Rank.R2>(x, [-1, inputs]);
  const product = tf.matMul(rows, tf.reshape<Rank.R2>(filter, [inputs, outputs]));
  return tf.reshape(product, [...x.shape.slice(0, -1), outputs]);
}

function convolutionBlocks(
  place: DrawPlace,
  {
    name,
    inputs,
    outputs,
    biases = true,
  }: Pick<Convolution, 'name' | 'inputs' | 'outputs' | 'biases'>,
  lengths: readonly number[],
) {
  const places = lengths.reduce((product, length) => product * length, 1);
  const filter = heNormal(place, {
    name: `${name}/filter`,
    shape: [...lengths, inputs, outputs],
    inputs: places * inputs,
    outputs: places * outputs,
  });
  return biases ? [filter, constantWeights(`${name}/biases`, [outputs], 0)] : [filter];
}

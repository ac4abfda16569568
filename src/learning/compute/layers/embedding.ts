import type { Rank, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import { type DrawPlace, normalWeights } from './initial-values.js';
import { type Layer, weightOf } from './layer.js';

/**
 * A vector for each id: from ids 0 … `levels` − 1 of shape `[rows, …]` to `[rows, …, width]`. Block `NAME/vectors`,
 * which penalties leave alone: most ids are in few batches.
 */
export function embedding(
  place: DrawPlace,
  {
    name,
    levels,
    width,
  }: { readonly name: string; readonly levels: number; readonly width: number },
): Layer {
  const vectors = normalWeights(place, {
    name: `${name}/vectors`,
    shape: [levels, width],
    deviation: 1 / Math.sqrt(width),
  });
  return {
    parameters: [{ ...vectors, regularised: false }],
    apply: (tf, x, pass) => {
      const ids = tf.cast(tf.reshape<Rank.R1>(x, [-1]), 'int32');
      const found = vectorsOf(tf, weightOf(pass, `${name}/vectors`) as Tensor2D, ids);
      return tf.reshape(found, [...x.shape, width]);
    },
  };
}

/** Rows of a table; its gradient goes without the transpositions that TensorFlow.js gives that of a gather. */
function vectorsOf(tf: TensorFlow, table: Tensor2D, ids: Tensor1D): Tensor2D {
  const [levels] = table.shape;
  const gather = tf.customGrad((...given) => {
    const [from, save] = given as unknown as [Tensor2D, (tensors: Tensor[]) => void];
    save([ids]);
    return {
      value: tf.gather(from, ids),
      gradFunc: (slope: Tensor, saved: Tensor[]) =>
        tf.unsortedSegmentSum(slope, saved[0] as Tensor1D, levels),
    };
  });
  return gather(table);
}

import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './compute.js';
import type { LossName } from './network.js';

/** What the network said of a batch, and what it should have said: both `[rows, outputs]`. */
export interface LossInputs {
  readonly logits: Tensor2D;
  readonly y: Tensor2D;
  /** `[rows]`, with a mean of 1 over all training rows; absent when all rows count the same. */
  readonly weights?: Tensor;
}

/** The sum of the weighted losses of a batch's rows, divided by the number of rows. */
export function meanLoss(tf: TensorFlow, loss: LossName, inputs: LossInputs): Scalar {
  const { logits, y, weights } = inputs;
  const perRow = tf.sum(lossTerms[loss](tf, logits, y), 1);
  const weighted = weights === undefined ? perRow : tf.mul(perRow, weights);
  return tf.div(tf.sum(weighted), logits.shape[0]);
}

type LossTerms = (tf: TensorFlow, logits: Tensor2D, y: Tensor2D) => Tensor;

/** Each is stable for logits of any size, and its terms add up to the loss of a row. */
const lossTerms: Readonly<Record<LossName, LossTerms>> = {
  squared: (tf, logits, y) => tf.mul(tf.square(tf.sub(logits, y)), 0.5),
  logistic: (tf, logits, y) => tf.sub(tf.softplus(logits), tf.mul(logits, y)),
  softmax: (tf, logits, y) => tf.neg(tf.mul(tf.logSoftmax(logits), y)),
};

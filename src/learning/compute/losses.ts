import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './compute.js';
import type { Loss } from './network.js';

/** What the network said of a batch, `[rows, outputs]`, and what it should have said: as wide, or one number a row. */
export interface LossInputs {
  readonly logits: Tensor2D;
  readonly y: Tensor2D;
  /** `[rows]`, with a mean of 1 over all training rows; absent when all rows count the same. */
  readonly weights?: Tensor;
}

/** The sum of the weighted losses of a batch's rows, divided by the number of rows. */
export function meanLoss(tf: TensorFlow, loss: Loss, inputs: LossInputs): Scalar {
  const { logits, y, weights } = inputs;
  const terms = lossTerms(tf, loss, { logits, y });
  if (weights === undefined) return tf.div(tf.sum(terms), logits.shape[0]);
  return tf.div(tf.sum(tf.mul(terms, tf.reshape(weights, [-1, 1]))), logits.shape[0]);
}

/** Whether `y` names one class of several, and so has to be spread out, one-hot. */
export function isOneHot(loss: Loss, outputs: number): boolean {
  return outputs > 1 && (loss === 'softmax' || nameOf(loss) === 'focal');
}

function nameOf(loss: Loss): string {
  return typeof loss === 'string' ? loss : loss.name;
}

type Pair = Pick<LossInputs, 'logits' | 'y'>;

/** Each is stable for logits of any size, and its terms add up to the loss of a row. */
function lossTerms(tf: TensorFlow, loss: Loss, { logits, y }: Pair): Tensor {
  if (typeof loss === 'string') return crossEntropies[loss](tf, { logits, y });
  switch (loss.name) {
    case 'focal':
      return logits.shape[1] === 1
        ? focalOfTwo(tf, loss.gamma, { logits, y })
        : focalOfMany(tf, loss.gamma, { logits, y });
    case 'huber': {
      const error = tf.abs(tf.sub(logits, y));
      const near = tf.minimum(error, loss.delta);
      return tf.mul(near, tf.sub(error, tf.mul(near, 0.5)));
    }
    case 'pinball': {
      const quantiles = tf.tensor2d([...loss.quantiles], [1, loss.quantiles.length]);
      const error = tf.sub(y, logits);
      return tf.maximum(tf.mul(error, quantiles), tf.mul(error, tf.sub(quantiles, 1)));
    }
    case 'poisson':
      return tf.sub(tf.exp(logits), tf.mul(logits, y));
  }
}

/** The three commonest, each with its gradient in one piece: what is predicted less what is true. */
const crossEntropies = {
  squared: (tf: TensorFlow, pair: Pair) =>
    withResidual(tf, pair, ({ logits, y }) => {
      const residual = tf.sub(logits, y);
      return { terms: tf.mul(tf.square(residual), 0.5), residual };
    }),
  logistic: (tf: TensorFlow, pair: Pair) =>
    withResidual(tf, pair, ({ logits, y }) => ({
      terms: tf.sub(tf.softplus(logits), tf.mul(logits, y)),
      residual: tf.sub(tf.sigmoid(logits), y),
    })),
  softmax: (tf: TensorFlow, pair: Pair) =>
    withResidual(tf, pair, ({ logits, y }) => {
      const logarithms = tf.logSoftmax(logits);
      return {
        terms: tf.neg(tf.sum(tf.mul(logarithms, y), 1, true)),
        // Rows without a class, if y says so, have no loss and no slope.
        residual: tf.sub(tf.mul(tf.exp(logarithms), tf.sum(y, 1, true)), y),
      };
    }),
} as const;

/** Terms whose slope along each logit is a residual, times the slope along its term. */
function withResidual(
  tf: TensorFlow,
  { logits, y }: Pair,
  compute: (pair: Pair) => { readonly terms: Tensor; readonly residual: Tensor },
): Tensor {
  const terms = tf.customGrad((...given) => {
    const [predicted, save] = given as unknown as [Tensor2D, (tensors: Tensor[]) => void];
    const { terms: value, residual } = compute({ logits: predicted, y });
    save([residual]);
    return {
      value,
      gradFunc: (slope: Tensor, saved: Tensor[]) => tf.mul(slope, saved[0] as Tensor),
    };
  });
  return terms(logits);
}

/** With s = ±1 for the class, 1 − p is the logistic function of −s·logit, and its logarithm a softplus. */
function focalOfTwo(tf: TensorFlow, gamma: number, { logits, y }: Pair): Tensor {
  const towards = tf.mul(logits, tf.sub(tf.mul(y, 2), 1));
  const crossEntropy = tf.softplus(tf.neg(towards));
  return tf.mul(tf.exp(tf.mul(tf.softplus(towards), -gamma)), crossEntropy);
}

/** The floor keeps the slope of the power finite where the network is certain. */
function focalOfMany(tf: TensorFlow, gamma: number, { logits, y }: Pair): Tensor {
  const logarithms = tf.logSoftmax(logits);
  const doubt = tf.maximum(tf.sub(1, tf.exp(logarithms)), 1e-7);
  return tf.neg(tf.mul(tf.mul(tf.pow(doubt, gamma), logarithms), y));
}

import type { Loss, LossName } from '../../compute/network.js';
import { logistic } from './predictions.js';

/** The loss of one row; its logits are replaced by the slopes of the loss along them. */
type LossAndResidual = (logits: Float64Array, y: number) => number;

/** The losses that L-BFGS can take: convex, and smooth enough. Others are a mistake of ours. */
export function rowLoss(loss: Loss): LossAndResidual {
  if (typeof loss === 'string') return lossAndResidual[loss];
  if (loss.name === 'huber') return huber(loss.delta);
  if (loss.name === 'poisson') return poisson;
  throw new Error(`${loss.name} is no loss of a linear model`);
}

const lossAndResidual: Readonly<Record<LossName, LossAndResidual>> = {
  squared: (logits, y) => {
    const error = (logits[0] as number) - y;
    logits[0] = error;
    return (error * error) / 2;
  },
  logistic: (logits, y) => {
    const logit = logits[0] as number;
    logits[0] = logistic(logit) - y;
    return Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - logit * y;
  },
  softmax: (logits, y) => {
    const largest = logits.reduce((a, b) => Math.max(a, b));
    const right = (logits[y] as number) - largest;
    let sum = 0;
    for (let k = 0; k < logits.length; k++) {
      const share = Math.exp((logits[k] as number) - largest);
      logits[k] = share;
      sum += share;
    }
    for (let k = 0; k < logits.length; k++) {
      logits[k] = (logits[k] as number) / sum - (k === y ? 1 : 0);
    }
    return Math.log(sum) - right;
  },
};

function huber(delta: number): LossAndResidual {
  return (logits, y) => {
    const error = (logits[0] as number) - y;
    const size = Math.abs(error);
    logits[0] = size <= delta ? error : Math.sign(error) * delta;
    return size <= delta ? (error * error) / 2 : delta * (size - delta / 2);
  };
}

/** Half the deviance less what does not hang on the model. The line search steps back from what overflows. */
const poisson: LossAndResidual = (logits, y) => {
  const logit = logits[0] as number;
  const mean = Math.exp(Math.min(logit, largestExponent));
  logits[0] = mean - y;
  return mean - y * logit;
};

const largestExponent = 500;

import type { LossName } from '../../compute/network.js';
import { logistic } from './predictions.js';

/** The loss of one row; its logits are replaced by the slopes of the loss along them. */
type LossAndResidual = (logits: Float64Array, y: number) => number;

export const lossAndResidual: Readonly<Record<LossName, LossAndResidual>> = {
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

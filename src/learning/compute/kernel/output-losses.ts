import type { Loss } from '../network.js';
import type { Targets } from '../rows/batches.js';
import { BeyondKernel } from './dense-units.js';

/** Some rows of a batch at the output of the network; rows of logits and slopes are `width` numbers apart. */
interface OutputRows {
  readonly logits: Float32Array;
  readonly slopes: Float32Array;
  readonly width: number;
  readonly outputs: number;
  /** Of the whole batch. */
  readonly targets: Targets;
  readonly batchRows: number;
  /** The first of these rows in the batch. */
  readonly from: number;
  readonly rows: number;
}

/** Writes the slopes of the batch's mean loss along the logits and gives the weighted sum of the rows' losses. */
export type OutputLoss = (at: OutputRows) => number;

/** The losses that the kernel has, as `losses.ts` defines them; throws `BeyondKernel` for others. */
export function outputLoss(loss: Loss): OutputLoss {
  if (typeof loss !== 'string') throw new BeyondKernel(`the kernel has no ${loss.name} loss`);
  return loss === 'softmax' ? softmaxLoss : byOutput(pointLosses[loss]);
}

/** Gives the loss of one logit, and leaves its slope in `slope`. */
interface PointLoss {
  slope: number;
  at(logit: number, target: number): number;
}

const pointLosses: Readonly<Record<'squared' | 'logistic', PointLoss>> = {
  squared: {
    slope: 0,
    at(logit, target) {
      const residual = logit - target;
      this.slope = residual;
      return 0.5 * residual * residual;
    },
  },
  logistic: {
    slope: 0,
    at(logit, target) {
      const small = Math.exp(-Math.abs(logit));
      this.slope = (logit >= 0 ? 1 : small) / (1 + small) - target;
      return Math.max(logit, 0) + Math.log1p(small) - logit * target;
    },
  },
};

function byOutput(loss: PointLoss): OutputLoss {
  return ({ logits, slopes, width, outputs, targets, batchRows, from, rows }) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const weight = targets.weights?.[from + row] ?? 1;
      for (let k = 0; k < outputs; k++) {
        const at = row * width + k;
        const target = targets.y[(from + row) * outputs + k] as number;
        sum += weight * loss.at(logits[at] as number, target);
        slopes[at] = (weight * loss.slope) / batchRows;
      }
    }
    return sum;
  };
}

function softmaxLoss(output: OutputRows): number {
  const { logits, slopes, width, outputs, targets, batchRows, from, rows } = output;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const weight = targets.weights?.[from + row] ?? 1;
    const first = row * width;
    const wanted = (from + row) * outputs;
    let largest = -Infinity;
    for (let k = 0; k < outputs; k++) largest = Math.max(largest, logits[first + k] as number);
    let total = 0;
    for (let k = 0; k < outputs; k++) total += Math.exp((logits[first + k] as number) - largest);
    const logarithm = Math.log(total) + largest;
    let share = 0;
    for (let k = 0; k < outputs; k++) share += targets.y[wanted + k] as number;
    for (let k = 0; k < outputs; k++) {
      const logit = (logits[first + k] as number) - logarithm;
      const target = targets.y[wanted + k] as number;
      sum -= weight * target * logit;
      slopes[first + k] = (weight * (share * Math.exp(logit) - target)) / batchRows;
    }
  }
  return sum;
}

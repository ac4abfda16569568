import type { LabelledRows } from '../model-family.js';
import { weightedQuantile } from './weighted-quantile.js';

export interface ObjectiveSpec {
  readonly name: 'logistic' | 'softmax' | 'squared' | 'absolute' | 'huber' | 'quantile' | 'poisson';
  /** `quantile`: which one. */
  readonly alpha: number;
  /** `huber`: beyond this error the loss is linear. */
  readonly delta: number;
}

/** The rows a pass works on; arrays by row, several outputs one after another. */
export interface ObjectiveRows {
  /** All rows. */
  readonly rows: number;
  /** The first of them have gradients; the others only a loss. */
  readonly trainRows: number;
  readonly outputs: number;
  readonly scores: Float64Array;
  readonly targets: Float64Array;
  readonly weights: Float64Array | undefined;
  /** (gradient, hessian) of each training row. */
  readonly pairs: Float32Array;
}

/** Loss of one row at a score; its slope and curvature are left in `slope` and `curvature`. */
interface RowLoss {
  slope: number;
  curvature: number;
  at(score: number, target: number): number;
}

/**
 * Writes the gradient pairs of the rows from … to − 1 and gives the sum of their weighted losses; of `logistic` the
 * kernel does.
 */
export function lossPass(
  spec: ObjectiveSpec,
  rows: ObjectiveRows,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  if (spec.name === 'logistic') throw new Error('the kernel has the logistic loss');
  if (spec.name === 'softmax') return softmaxPass(rows, from, to);
  const { scores, targets, weights, pairs, trainRows } = rows;
  const loss = rowLosses[spec.name](spec);
  let sum = 0;
  for (let row = from; row < to; row++) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    sum += weight * loss.at(scores[row] as number, targets[row] as number);
    if (row >= trainRows) continue;
    pairs[2 * row] = loss.slope * weight;
    pairs[2 * row + 1] = loss.curvature * weight;
  }
  return sum;
}

const rowLosses: Readonly<
  Record<Exclude<ObjectiveSpec['name'], 'softmax' | 'logistic'>, (spec: ObjectiveSpec) => RowLoss>
> = {
  squared: () => ({
    slope: 0,
    curvature: 1,
    at(score, target) {
      const error = score - target;
      this.slope = error;
      return (error * error) / 2;
    },
  }),
  absolute: () => quantileLoss(0.5, 2),
  quantile: ({ alpha }) => quantileLoss(alpha, 1),
  huber: ({ delta }) => ({
    slope: 0,
    curvature: 1,
    at(score, target) {
      const error = score - target;
      this.slope = Math.max(-delta, Math.min(delta, error));
      const size = Math.abs(error);
      return size <= delta ? (error * error) / 2 : delta * (size - delta / 2);
    },
  }),
  poisson: () => ({
    slope: 0,
    curvature: 0,
    at(score, target) {
      const mean = Math.exp(score);
      this.slope = mean - target;
      // XGBoost's and LightGBM's `max_delta_step` of 0.7: the curvature that the loss has that far on.
      this.curvature = mean * poissonAhead;
      return mean - target * score;
    },
  }),
};

const poissonAhead = Math.exp(0.7);

/** The pinball loss times `scale`. Its curvature is 0, so the rows count as if it were 1; leaves are set afterwards. */
function quantileLoss(alpha: number, scale: number): RowLoss {
  return {
    slope: 0,
    curvature: 1,
    at(score, target) {
      const error = target - score;
      this.slope = error < 0 ? (1 - alpha) * scale : error > 0 ? -alpha * scale : 0;
      return scale * (error < 0 ? (alpha - 1) * error : alpha * error);
    },
  };
}

function softmaxPass(
  { rows, trainRows, outputs, scores, targets, weights, pairs }: ObjectiveRows,
  from: number,
  to: number,
): number {
  const shares = new Float64Array(outputs);
  // Friedman's factor: the curvature of K classes that sum to 1.
  const factor = outputs / (outputs - 1);
  let loss = 0;
  for (let row = from; row < to; row++) {
    let largest = -Infinity;
    for (let k = 0; k < outputs; k++) largest = Math.max(largest, scores[k * rows + row] as number);
    let sum = 0;
    for (let k = 0; k < outputs; k++) {
      const share = Math.exp((scores[k * rows + row] as number) - largest);
      shares[k] = share;
      sum += share;
    }
    const target = targets[row] as number;
    const weight = weights === undefined ? 1 : (weights[row] as number);
    loss += weight * (Math.log(sum) + largest - (scores[target * rows + row] as number));
    if (row >= trainRows) continue;
    for (let k = 0; k < outputs; k++) {
      const p = (shares[k] as number) / sum;
      const at = 2 * (k * trainRows + row);
      pairs[at] = (p - (k === target ? 1 : 0)) * weight;
      pairs[at + 1] = factor * p * (1 - p) * weight;
    }
  }
  return loss;
}

/** Scores from which boosting starts: the best constant. Class shares are kept from 0 and 1. */
export function startScores(
  { name, alpha }: ObjectiveSpec,
  { y, weights }: LabelledRows,
  outputs: number,
): Float64Array {
  if (name === 'absolute' || name === 'huber') {
    return Float64Array.of(weightedQuantile(y, weights, 0.5));
  }
  if (name === 'quantile') return Float64Array.of(weightedQuantile(y, weights, alpha));
  const sums = new Float64Array(outputs);
  let total = 0;
  for (let row = 0; row < y.length; row++) {
    const weight = weights?.[row] ?? 1;
    total += weight;
    const at = name === 'softmax' ? (y[row] as number) : 0;
    sums[at] = (sums[at] as number) + (name === 'softmax' ? weight : weight * (y[row] as number));
  }
  return sums.map((sum) => {
    const mean = sum / total;
    if (name === 'logistic') return Math.log(kept(mean) / (1 - kept(mean)));
    if (name === 'softmax') return Math.log(kept(mean));
    return name === 'poisson' ? Math.log(Math.max(mean, 1e-9)) : mean;
  });
}

function kept(share: number): number {
  return Math.min(1 - 1e-6, Math.max(1e-6, share));
}

/** Which quantile of the errors a leaf is set to once the tree is grown; undefined when its Newton step is right. */
export function leafQuantile({ name, alpha }: ObjectiveSpec): number | undefined {
  if (name === 'absolute') return 0.5;
  return name === 'quantile' ? alpha : undefined;
}

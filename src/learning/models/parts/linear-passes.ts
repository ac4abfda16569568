import type { Loss } from '../../compute/network.js';
import type { LabelledRows } from '../model-family.js';
import { rowLoss } from './row-losses.js';
import { type SparseRows, sparseRows } from './sparse-rows.js';

/** A linear model's rows, its loss and the strength of its quadratic penalty. */
export interface LinearProblem {
  /** `y` on the scale that is to be learnt. */
  readonly rows: LabelledRows;
  readonly outputs: number;
  readonly loss: Loss;
  /** Added to the sum of losses: `l2/2 · Σw²`, not over intercepts. */
  readonly l2: number;
  /** Awaited every few rows: lets others work, and throws when the work is aborted. */
  readonly breathe: () => Promise<void> | undefined;
}

/** A point of the objective, and what a pass over rows leaves. */
interface Pass {
  readonly point: Float64Array;
  readonly offsets: Float64Array;
  /** Sums of residual · feature, then of residuals. */
  readonly gradient: Float64Array;
}

/** Adds some rows to the gradient and gives the sum of their losses. */
export type RowsPass = (pass: Pass, start: number, end: number) => number;

/** The quickest way over the rows: by the values that are not 0 when they are few. */
export function passOver(problem: LinearProblem): RowsPass {
  const sparse = sparseRows(problem.rows.x);
  return sparse === undefined ? densePass(problem) : sparsePass(problem, sparse);
}

/** Over every value. */
export function densePass(problem: LinearProblem): RowsPass {
  return problem.outputs === 1 ? oneLogit(problem) : manyLogits(problem);
}

function oneLogit({ rows, loss }: LinearProblem): RowsPass {
  const { x, y, weights } = rows;
  const features = x.columns.length;
  const { values } = x;
  const residual = new Float64Array(1);
  const lossOf = rowLoss(loss);
  return ({ point, offsets, gradient }, start, end) => {
    let total = 0;
    for (let row = start; row < end; row++) {
      const from = row * features;
      let logit = offsets[0] as number;
      for (let j = 0; j < features; j++)
        logit += (values[from + j] as number) * (point[j] as number);
      residual[0] = logit;
      const weight = weights?.[row] ?? 1;
      total += weight * lossOf(residual, y[row] as number);
      const slope = weight * residual[0];
      for (let j = 0; j < features; j++) {
        gradient[j] = (gradient[j] as number) + slope * (values[from + j] as number);
      }
      gradient[features] = (gradient[features] as number) + slope;
    }
    return total;
  };
}

function manyLogits({ rows, loss, outputs }: LinearProblem): RowsPass {
  const { x, y, weights } = rows;
  const features = x.columns.length;
  const residuals = new Float64Array(outputs);
  const lossOf = rowLoss(loss);
  return ({ point, offsets, gradient }, start, end) => {
    let total = 0;
    for (let row = start; row < end; row++) {
      const values = x.values.subarray(row * features, (row + 1) * features);
      residuals.set(offsets);
      addProduct(residuals, values, point);
      const weight = weights?.[row] ?? 1;
      total += weight * lossOf(residuals, y[row] as number);
      for (let k = 0; k < outputs; k++) {
        const slope = weight * (residuals[k] as number);
        residuals[k] = slope;
        const at = features * outputs + k;
        gradient[at] = (gradient[at] as number) + slope;
      }
      addOuterProduct(gradient, values, residuals);
    }
    return total;
  };
}

/** Over the values that are not 0. */
export function sparsePass({ rows, loss, outputs }: LinearProblem, sparse: SparseRows): RowsPass {
  const { y, weights, x } = rows;
  const { starts, columns, values } = sparse;
  const intercepts = x.columns.length * outputs;
  const residuals = new Float64Array(outputs);
  const lossOf = rowLoss(loss);
  return ({ point, offsets, gradient }, start, end) => {
    let total = 0;
    for (let row = start; row < end; row++) {
      const [first, last] = [starts[row] as number, starts[row + 1] as number];
      residuals.set(offsets);
      for (let at = first; at < last; at++) {
        const from = (columns[at] as number) * outputs;
        const value = values[at] as number;
        for (let k = 0; k < outputs; k++) {
          residuals[k] = (residuals[k] as number) + value * (point[from + k] as number);
        }
      }
      const weight = weights?.[row] ?? 1;
      total += weight * lossOf(residuals, y[row] as number);
      for (let k = 0; k < outputs; k++) {
        residuals[k] = weight * (residuals[k] as number);
        gradient[intercepts + k] = (gradient[intercepts + k] as number) + (residuals[k] as number);
      }
      for (let at = first; at < last; at++) {
        const from = (columns[at] as number) * outputs;
        const value = values[at] as number;
        for (let k = 0; k < outputs; k++) {
          gradient[from + k] = (gradient[from + k] as number) + value * (residuals[k] as number);
        }
      }
    }
    return total;
  };
}

/** `logits[k] += Σ values[j] · weights[j, k]`; skips zeros, which one-hot features abound in. */
function addProduct(logits: Float64Array, values: Float32Array, weights: Float64Array): void {
  const outputs = logits.length;
  for (let j = 0; j < values.length; j++) {
    const value = values[j] as number;
    if (value === 0) continue;
    for (let k = 0; k < outputs; k++) {
      logits[k] = (logits[k] as number) + value * (weights[j * outputs + k] as number);
    }
  }
}

/** `gradient[j, k] += values[j] · residuals[k]` */
function addOuterProduct(
  gradient: Float64Array,
  values: Float32Array,
  residuals: Float64Array,
): void {
  const outputs = residuals.length;
  for (let j = 0; j < values.length; j++) {
    const value = values[j] as number;
    if (value === 0) continue;
    for (let k = 0; k < outputs; k++) {
      const at = j * outputs + k;
      gradient[at] = (gradient[at] as number) + value * (residuals[k] as number);
    }
  }
}

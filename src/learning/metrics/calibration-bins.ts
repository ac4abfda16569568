import type { Predictions } from '../../contracts/model.js';
import type { Truth } from './metric.js';

/** By bin: the weight of its rows, of the probabilities in it, and of those that came true. */
export interface CalibrationSums {
  readonly weight: Float64Array;
  readonly predicted: Float64Array;
  readonly observed: Float64Array;
}

/**
 * Sums predicted and observed over bins of equal width, each with its upper end: for binary tasks of the positive class, for
 * several classes of the one decided for.
 */
export function calibrationBins(
  { task, values: truth, weights }: Truth,
  { values, width }: Predictions,
  { decided, bins }: { readonly decided: Uint32Array; readonly bins: number },
): CalibrationSums {
  const weight = new Float64Array(bins);
  const predicted = new Float64Array(bins);
  const observed = new Float64Array(bins);
  for (let row = 0; row < truth.length; row++) {
    const index = task.kind === 'binary' ? 1 : (decided[row] as number);
    const probability = values[row * width + index] as number;
    const bin = Math.min(bins, Math.max(1, Math.ceil(probability * bins))) - 1;
    const counts = weights === undefined ? 1 : (weights[row] as number);
    weight[bin] = (weight[bin] as number) + counts;
    predicted[bin] = (predicted[bin] as number) + counts * probability;
    observed[bin] = (observed[bin] as number) + (truth[row] === index ? counts : 0);
  }
  return { weight, predicted, observed };
}

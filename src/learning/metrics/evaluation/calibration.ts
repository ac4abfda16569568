import type { Predictions } from '../../../contracts/model.js';
import type { Truth } from '../metric.js';
import type { Calibration } from './evaluation.js';

const binCount = 10;

/**
 * Predicted against observed shares in ten bins of equal width, each with its upper end: for binary tasks of the positive class, for several
 * classes of the one predicted.
 */
export function calibrationOf(
  { task, values: truth, weights }: Truth,
  { values, width }: Predictions,
  decided: Uint32Array,
): Calibration {
  const weight = new Float64Array(binCount);
  const predicted = new Float64Array(binCount);
  const observed = new Float64Array(binCount);
  for (let row = 0; row < truth.length; row++) {
    const index = task.kind === 'binary' ? 1 : (decided[row] as number);
    const probability = values[row * width + index] as number;
    const bin = Math.min(binCount, Math.max(1, Math.ceil(probability * binCount))) - 1;
    const counts = weights === undefined ? 1 : (weights[row] as number);
    weight[bin] = (weight[bin] as number) + counts;
    predicted[bin] = (predicted[bin] as number) + counts * probability;
    observed[bin] = (observed[bin] as number) + (truth[row] === index ? counts : 0);
  }

  const total = weight.reduce((sum, each) => sum + each, 0);
  const error = weight.reduce(
    (sum, _, bin) => sum + Math.abs((predicted[bin] as number) - (observed[bin] as number)),
    0,
  );
  const bins = Array.from(weight, (each, bin) => ({
    from: bin / binCount,
    to: (bin + 1) / binCount,
    weight: each,
    predicted: (predicted[bin] as number) / each,
    observed: (observed[bin] as number) / each,
  }));
  return { bins: bins.filter((bin) => bin.weight > 0), error: error / total };
}

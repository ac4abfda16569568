import type { Predictions } from '../../../contracts/model.js';
import { calibrationBins } from '../calibration-bins.js';
import type { Truth } from '../metric.js';
import type { Calibration } from './evaluation.js';

const binCount = 10;

/**
 * Predicted against observed shares in ten bins of equal width, each with its upper end: for binary tasks of the positive class, for several
 * classes of the one predicted.
 */
export function calibrationOf(
  truth: Truth,
  predictions: Predictions,
  decided: Uint32Array,
): Calibration {
  const { weight, predicted, observed } = calibrationBins(truth, predictions, {
    ...{ decided, bins: binCount },
  });
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

import type { Calibration, CalibrationCurve, Predictions } from '../../contracts/model.js';
import type { PredictFunction } from '../models/model-family.js';
import { fitIsotonic, valueAt } from './isotonic.js';
import { fitPlatt, sigmoid } from './platt.js';

/**
 * Fits curves on rows the model has not learnt from, given what it predicts for them: one for two classes, else one for
 * each class against the rest. A class that is absent there, or is all of them, keeps its probabilities.
 */
export function fitCalibration(
  method: Calibration['method'],
  predictions: Predictions,
  { y, weights }: { readonly y: Float64Array; readonly weights?: Float64Array },
): Calibration {
  const curves = calibratedClasses(predictions.width).map((index): CalibrationCurve => {
    const scores = logOdds(predictions, index);
    const isTrue = Uint8Array.from(y, (label) => (label === index ? 1 : 0));
    const count = isTrue.reduce((sum, flag) => sum + flag, 0);
    if (count === 0 || count === y.length) return asItIs;
    const rows = { scores, isTrue, ...(weights === undefined ? {} : { weights }) };
    return method === 'platt' ? fitPlatt(rows) : fitIsotonic({ ...rows, x: scores, y: isTrue });
  });
  return { method, curves };
}

/** The same answers with probabilities that come true as often as they say; each row's sum to 1. */
export function calibrated(predict: PredictFunction, { curves }: Calibration): PredictFunction {
  return (matrix) => {
    const predictions = predict(matrix);
    const scores = calibratedClasses(predictions.width).map((index) => logOdds(predictions, index));
    return { ...predictions, values: probabilitiesOf(curves, scores, predictions) };
  };
}

/** What the curves make of each class's scores. */
function probabilitiesOf(
  curves: readonly CalibrationCurve[],
  scores: readonly Float64Array[],
  { rows, width }: Pick<Predictions, 'rows' | 'width'>,
): Float64Array {
  const values = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const own = curves.map((curve, at) => along(curve, scores[at]?.[row] as number));
    if (width === 2) {
      values[row * 2] = 1 - (own[0] as number);
      values[row * 2 + 1] = own[0] as number;
      continue;
    }
    const sum = own.reduce((total, value) => total + value, 0);
    for (let at = 0; at < width; at++) {
      values[row * width + at] = sum === 0 ? 1 / width : (own[at] as number) / sum;
    }
  }
  return values;
}

/** The logistic curve itself: log-odds become the probability they are of. */
const asItIs: CalibrationCurve = { a: -1, b: 0 };

function along(curve: CalibrationCurve, score: number): number {
  return 'a' in curve ? sigmoid(-(curve.a * score + curve.b)) : valueAt(curve, score);
}

function calibratedClasses(width: number): readonly number[] {
  return width === 2 ? [1] : Array.from({ length: width }, (_, index) => index);
}

const smallest = 1e-15;

/** Of one class against the rest; of 0 and 1 as far as numbers go. */
function logOdds({ rows, width, values }: Predictions, index: number): Float64Array {
  const odds = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const p = values[row * width + index] as number;
    const rest = width === 2 ? (values[row * width + 1 - index] as number) : 1 - p;
    odds[row] = Math.log(Math.max(smallest, p)) - Math.log(Math.max(smallest, rest));
  }
  return odds;
}

import type { SavedModel } from '../../contracts/model.js';
import { withIntervals } from '../forecasting/intervals.js';
import { calibrated } from '../probabilities/calibration.js';
import { panelOf } from './forecasts/forecast-data.js';
import { modelFamilies } from './index.js';
import type { PredictFunction } from './model-family.js';

/**
 * The function that answers for a saved model, its probabilities calibrated if they are to be, prepared once: keep it,
 * and call it for any number of rows.
 */
export function predictorOf(model: SavedModel): PredictFunction {
  const predict = modelFamilies.get(model.family).predictor(model, predictorOf);
  const { intervals, task } = model;
  if (intervals !== undefined) {
    const season = task.forecast?.season ?? 1;
    return (x) => withIntervals(predict(x), panelOf(x), { ...intervals, season });
  }
  return model.calibration === undefined ? predict : calibrated(predict, model.calibration);
}

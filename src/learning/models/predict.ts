import type { SavedModel } from '../../contracts/model.js';
import { withIntervals } from '../forecasting/intervals.js';
import { calibrated } from '../probabilities/calibration.js';
import { builtIn, type Families } from './families.js';
import { panelOf } from './forecasts/forecast-data.js';
import type { PredictFunction } from './model-family.js';

/**
 * The function that answers for a saved model, its probabilities calibrated if they are to be, prepared once: keep it,
 * and call it for any number of rows. `families` hold those of the user's own that the model is made of.
 */
export function predictorOf(model: SavedModel, families: Families = builtIn): PredictFunction {
  const within = (member: SavedModel): PredictFunction => predictorOf(member, families);
  const predict = families.get(model.family).predictor(model, within);
  const { intervals, task } = model;
  if (intervals !== undefined) {
    const season = task.forecast?.season ?? 1;
    return (x) => withIntervals(predict(x), panelOf(x), { ...intervals, season });
  }
  return model.calibration === undefined ? predict : calibrated(predict, model.calibration);
}

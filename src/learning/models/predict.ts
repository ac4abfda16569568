import type { SavedModel } from '../../contracts/model.js';
import { modelFamilies } from './index.js';
import type { PredictFunction } from './model-family.js';

/** The function that answers for a saved model, prepared once: keep it, and call it for any number of rows. */
export function predictorOf(model: SavedModel): PredictFunction {
  return modelFamilies.get(model.family).predictor(model, predictorOf);
}

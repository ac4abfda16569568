import type { Batch } from '../contracts/batch.js';
import type { Predictor, SavedModel, Signature } from '../contracts/model.js';
import type { FittedFeatures } from '../data/features/fitted-features.js';
import { signatureInputs } from '../data/features/signature-inputs.js';
import { matrixOf } from '../data/features/transform.js';
import type { Package } from '../delivery/package-folder.js';
import { predictorOf } from '../learning/models/predict.js';
import { forecastPredictor, forecastSignature } from './forecast/forecast-predictor.js';

/** Preprocessing and model as one function: the very code that training and evaluation use. */
export function composePredictor(
  version: string,
  fitted: FittedFeatures,
  model: SavedModel,
): Predictor {
  if (model.task.kind === 'forecast') return forecastPredictor(version, model);
  const predict = predictorOf(model);
  return {
    version,
    signature: signatureOf(fitted, model),
    predict: (batch: Batch) => predict(matrixOf(fitted, batch)),
  };
}

/** The predictor of a package. */
export function packagePredictor({ manifest, features, model, signature }: Package): Predictor {
  const fitted = features as unknown as FittedFeatures;
  return { ...composePredictor(manifest.version, fitted, model), signature };
}

/** What goes into a model with its preprocessing, and what comes out. */
export function signatureOf(fitted: FittedFeatures, model: SavedModel): Signature {
  const { task, decision } = model;
  if (task.kind === 'forecast') return forecastSignature(model);
  return { task, inputs: signatureInputs(fitted), ...(decision !== undefined && { decision }) };
}

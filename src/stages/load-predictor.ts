import type { Batch } from '../contracts/batch.js';
import type { Predictor, PreparedRows, SavedModel, Signature } from '../contracts/model.js';
import { decodeBatch, imageColumnsOf } from '../data/features/decode-batch.js';
import type { FittedFeatures } from '../data/features/fitted-features.js';
import { signatureInputs } from '../data/features/signature-inputs.js';
import { matrixOf } from '../data/features/transform.js';
import type { Package } from '../delivery/package-folder.js';
import { predictorOf } from '../learning/models/predict.js';
import { worldOf } from './image-place.js';

/** Preprocessing and model as one function: the very code that training and evaluation use. */
export function composePredictor(
  version: string,
  fitted: FittedFeatures,
  model: SavedModel,
): Predictor {
  const predict = predictorOf(model);
  return {
    version,
    signature: signatureOf(fitted, model),
    predict: (batch: Batch) => predict(matrixOf(fitted, batch)),
    ...(imageColumnsOf(fitted).length > 0 && {
      prepare: (batch: Batch, folder?: string) => prepare(fitted, batch, folder),
    }),
  };
}

/** Decodes images; here a broken one is no missing one, but a problem of whoever sent it. */
async function prepare(
  fitted: FittedFeatures,
  batch: Batch,
  folder: string | undefined,
): Promise<PreparedRows> {
  const decoded = await decodeBatch(fitted, batch, worldOf(folder));
  if (decoded.broken.size === 0) return { batch: decoded.batch };
  const problems = [...decoded.broken].flatMap(([field, images]) =>
    images.map(({ row, what, why }) => ({
      ...{ row, field, expected: 'an image' },
      found: `${what}, which ${why}`,
    })),
  );
  return { problems };
}

/** The predictor of a package. */
export function packagePredictor({ manifest, features, model, signature }: Package): Predictor {
  const fitted = features as unknown as FittedFeatures;
  return { ...composePredictor(manifest.version, fitted, model), signature };
}

/** What goes into a model with its preprocessing, and what comes out. */
export function signatureOf(fitted: FittedFeatures, { task, decision }: SavedModel): Signature {
  return { task, inputs: signatureInputs(fitted), ...(decision !== undefined && { decision }) };
}

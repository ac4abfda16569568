import type { Batch } from '../contracts/batch.js';
import type { Predictor, PreparedRows, SavedModel, Signature } from '../contracts/model.js';
import { decodeBatch, imageColumnsOf } from '../data/features/decode-batch.js';
import { type FittedFeatures, featuresVersion } from '../data/features/fitted-features.js';
import { signatureInputs } from '../data/features/signature-inputs.js';
import { matrixOf } from '../data/features/transform.js';
import { rowShaper } from '../data/shaping/new-rows.js';
import type { RowShaping } from '../data/shaping/row-shaping.js';
import type { Database } from '../data/tables/database.js';
import type { Package } from '../delivery/package-folder.js';
import { MlxError } from '../errors/index.js';
import { predictorOf } from '../learning/models/predict.js';
import { forecastPredictor, forecastSignature } from './forecast/forecast-predictor.js';
import { worldOf } from './image-place.js';
import { familiesIn } from './user-models/load-families.js';

/** Preprocessing and model as one function: the very code that training and evaluation use. */
export async function composePredictor(
  version: string,
  fitted: FittedFeatures,
  model: SavedModel,
): Promise<Predictor> {
  if (model.task.kind === 'forecast') return forecastPredictor(version, model);
  const predict = predictorOf(model, await familiesIn(model));
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

/**
 * The predictor of a package. Where ingest changes columns, its signature is of rows as the sources hold them, and it
 * works in `database`, which has to stay open; `shaped` asks for one of rows as ingest leaves them.
 */
export async function packagePredictor(
  { manifest, features, shaping, model, signature }: Package,
  {
    database,
    shaped = false,
  }: { readonly database: () => Promise<Database>; readonly shaped?: boolean },
): Promise<Predictor> {
  const fitted = features as unknown as FittedFeatures;
  const known: number = fitted.version;
  if (known !== featuresVersion) throw otherFeatures(known, manifest);
  const predictor = await composePredictor(manifest.version, fitted, model);
  if (shaping === undefined) return { ...predictor, signature };
  if (shaped) return predictor;
  const how = shaping as unknown as RowShaping;
  return { ...predictor, signature, ...(await shapedFirst(how, predictor, await database())) };
}

function otherFeatures(version: unknown, { name, mlx }: Package['manifest']): MlxError {
  return new MlxError(
    'package/invalid',
    `The package of \`${name}\` holds features as mlx ${mlx} stored them (version ${String(version)}), and this mlx reads version ${featuresVersion}`,
    { hints: ['Run `mlx run --force` to make it again', `Or use it with mlx ${mlx}`] },
  );
}

/** What a predictor does to rows of the sources before all else; nothing where its inputs are those. */
export async function shapedFirst(
  shaping: RowShaping | undefined,
  predictor: Predictor,
  database: Database,
): Promise<Pick<Predictor, 'prepare'>> {
  if (shaping === undefined) return {};
  const shape = await rowShaper(shaping, predictor.signature.inputs, database);
  return {
    prepare: async (rows, folder) => {
      const batch = await shape(rows);
      if ('problems' in batch) return batch;
      return (await predictor.prepare?.(batch, folder)) ?? { batch };
    },
  };
}

/** What goes into a model with its preprocessing, and what comes out. */
function signatureOf(fitted: FittedFeatures, model: SavedModel): Signature {
  const { task, decision } = model;
  if (task.kind === 'forecast') return forecastSignature(model);
  return { task, inputs: signatureInputs(fitted), ...(decision !== undefined && { decision }) };
}

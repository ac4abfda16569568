import type { Predictions, SavedModel } from '../../contracts/model.js';
import { decodeBatch } from '../../data/features/decode-batch.js';
import type { FittedFeatures } from '../../data/features/fitted-features.js';
import { matrixOf } from '../../data/features/transform.js';
import { openDatabase } from '../../data/tables/database.js';
import { identifier, parquetRows } from '../../data/tables/sql.js';
import { predictorOf } from '../../learning/models/predict.js';
import { worldOf } from '../image-place.js';
import { labelledBatches } from '../labelled-batches.js';
import { familiesIn } from '../user-models/load-families.js';
import { columnsRead, type Disturbance } from './disturbances.js';

/** What a model says of the rows of a file once they are disturbed, on the way that all predictions go. */
export async function predictDisturbed(
  { model, fitted }: { readonly model: SavedModel; readonly fitted: FittedFeatures },
  { apply }: Disturbance,
  {
    file,
    projectDir,
    signal,
  }: {
    readonly file: string;
    readonly projectDir: string;
    readonly signal: AbortSignal;
  },
): Promise<Predictions> {
  const predict = predictorOf(model, await familiesIn(model));
  const parts: Predictions[] = [];
  const batches = labelledBatches(file, {
    columns: fitted.columns,
    task: model.task,
    signal,
    batchRows: 4096,
  });
  for await (const { batch } of batches) {
    const decoded = await decodeBatch(fitted, apply(batch), worldOf(projectDir));
    parts.push(predict(matrixOf(fitted, decoded.batch)));
  }
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const width = parts[0]?.width ?? 1;
  const values = new Float64Array(rows * width);
  let at = 0;
  for (const part of parts) {
    values.set(part.values, at);
    at += part.values.length;
  }
  return { rows, width, values };
}

/** The population standard deviation of each number that a model reads, in the training rows. */
export async function trainingSds(
  file: string,
  fitted: FittedFeatures,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const names = columnsRead(fitted)
    .filter(({ type }) => type === 'number' || type === 'integer')
    .map(({ name }) => name);
  if (names.length === 0) return new Map();
  await using database = await openDatabase({ signal });
  const [found] = await database.singleThreaded(() =>
    database.rows<Record<string, number | null>>(
      `SELECT ${names.map((name, at) => `stddev_pop(CAST(${identifier(name)} AS DOUBLE)) AS sd${at}`).join(', ')} FROM ${parquetRows(file)}`,
    ),
  );
  return new Map(names.map((name, at) => [name, found?.[`sd${at}`] ?? 0]));
}

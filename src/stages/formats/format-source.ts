import type { Batch } from '../../contracts/batch.js';
import type { Json, JsonObject } from '../../contracts/json.js';
import type { Signature, SignatureInput } from '../../contracts/model.js';
import type { FittedFeatures } from '../../data/features/fitted-features.js';
import { signatureInputs } from '../../data/features/signature-inputs.js';
import { rowShaper } from '../../data/shaping/new-rows.js';
import type { RowShaping } from '../../data/shaping/row-shaping.js';
import { openDatabase } from '../../data/tables/database.js';
import { rowsToBatch } from '../../data/tables/rows-to-batch.js';
import type { FormatSource } from '../../delivery/formats/format.js';
import type { GoldenPrediction, Package } from '../../delivery/package-folder.js';
import { withoutCover } from '../../learning/models/trees/forest-weights.js';
import { forecastSignature } from '../forecast/forecast-predictor.js';
import { runtimeText } from '../runtime/runtime-text.js';

/**
 * A package for where there is no DuckDB: of rows as ingest leaves them, the golden ones shaped here. What ingest does to columns
 * is SQL, which only mlx runs.
 */
export async function formatSource(made: Package, signal: AbortSignal): Promise<FormatSource> {
  const { manifest, signature, features, golden, shaping } = made;
  const model = { ...made.model, weights: withoutCover(made.model.weights) };
  const common = {
    ...{ name: manifest.name, version: manifest.version, features, model },
    runtime: await runtimeText(model.family),
  };
  if (shaping === undefined) return { ...common, signature, golden, shaped: false };
  const inputs =
    model.task.kind === 'forecast'
      ? forecastSignature(model).inputs
      : signatureInputs(features as unknown as FittedFeatures);
  const shape = { from: signature.inputs, inputs, shaping: shaping as unknown as RowShaping };
  const inner: Signature = { ...signature, inputs };
  return {
    ...{ ...common, signature: inner, shaped: true },
    golden: await shapedGolden(golden, shape, signal),
  };
}

interface Shape {
  readonly from: readonly SignatureInput[];
  readonly inputs: readonly SignatureInput[];
  readonly shaping: RowShaping;
}

async function shapedGolden(
  golden: readonly GoldenPrediction[],
  { from, inputs, shaping }: Shape,
  signal: AbortSignal,
): Promise<readonly GoldenPrediction[]> {
  const read = rowsToBatch(
    golden.map(({ row }) => row),
    from,
  );
  if (!read.ok) throw new Error('golden rows fit the signature of their package');
  await using database = await openDatabase({ signal });
  const shaped = await (await rowShaper(shaping, inputs, database))(read.batch);
  if ('problems' in shaped) throw new Error('golden rows were shaped before');
  return golden.map(({ expected }, at) => ({ row: rowOf(shaped, at, inputs), expected }));
}

/** A row of a batch as the JSON that reads back as it. */
function rowOf({ columns }: Batch, at: number, inputs: readonly SignatureInput[]): JsonObject {
  return Object.fromEntries(
    inputs.map(({ name, type }) => [name, jsonOf(columns.get(name)?.values[at], type)] as const),
  );
}

function jsonOf(value: unknown, type: SignatureInput['type']): Json {
  if (typeof value !== 'number') return typeof value === 'string' ? value : null;
  if (Number.isNaN(value)) return null;
  if (type === 'timestamp') return new Date(value).toISOString();
  return type === 'boolean' ? value === 1 : value;
}

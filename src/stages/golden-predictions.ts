import type { JsonObject } from '../contracts/json.js';
import type { Predictor, Signature } from '../contracts/model.js';
import { rowsToBatch } from '../data/tables/rows-to-batch.js';
import type { GoldenPrediction } from '../delivery/package-folder.js';
import { predictionsOf } from '../delivery/prediction.js';

/** Rows as a client would send them, with what the model says of each; those it refuses are left out. */
export async function goldenPredictions(
  rows: readonly JsonObject[],
  predictor: Predictor,
): Promise<readonly GoldenPrediction[]> {
  const golden: GoldenPrediction[] = [];
  for (const row of rows) {
    const expected = await predictionOf(row, predictor);
    if (expected !== undefined) golden.push({ row, expected });
  }
  return golden;
}

/** A row without any value. */
export function emptyRow({ inputs }: Pick<Signature, 'inputs'>): JsonObject {
  return Object.fromEntries(inputs.map(({ name }) => [name, null]));
}

async function predictionOf(
  row: JsonObject,
  predictor: Predictor,
): Promise<GoldenPrediction['expected'] | undefined> {
  const { signature } = predictor;
  const read = rowsToBatch([row], signature.inputs);
  if (!read.ok) throw new Error(`a row does not fit: ${JSON.stringify(read.problems[0])}`);
  const ready = (await predictor.prepare?.(read.batch)) ?? read;
  if ('problems' in ready) return undefined;
  return predictionsOf(signature, predictor.predict(ready.batch))[0];
}

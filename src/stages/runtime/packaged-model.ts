import { decodeSavedModel } from '../../artifacts/saved-model.js';
import type { JsonObject } from '../../contracts/json.js';
import type { Predictor, RowProblem, Signature } from '../../contracts/model.js';
import type { FittedFeatures } from '../../data/features/fitted-features.js';
import { matrixOf } from '../../data/features/transform.js';
import { rowsToBatch } from '../../data/tables/rows-to-batch.js';
import { type Prediction, predictionsOf } from '../../delivery/prediction.js';
import { predictorOf } from '../../learning/models/predict.js';
import { forecastPredictor } from '../forecast/forecast-predictor.js';

/** A model as it lies in the files of a format: JSON that was parsed, and bytes. */
export interface ModelFiles {
  readonly version: string;
  readonly signature: Signature;
  readonly features: JsonObject;
  /** The text of `model.json`. */
  readonly model: string;
  /** The bytes of `weights.bin`. */
  readonly weights: Uint8Array;
}

/** Rows that cannot be read: `problems` says what was expected where, and what was found. */
export class RowsInvalid extends Error {
  readonly problems: readonly RowProblem[];

  constructor(problems: readonly RowProblem[]) {
    const [{ row, field, expected, found } = { row: 0, field: '', expected: '', found: '' }] =
      problems;
    super(`row ${row}: \`${field}\` must be ${expected}, and is ${found}`);
    this.name = 'RowsInvalid';
    this.problems = problems;
  }
}

/**
 * A package's model with its preprocessing, without files, threads or packages: what runs in a browser, a function of a cloud
 * or a single file. It is the code that `mlx predict` runs. `predict` throws {@link RowsInvalid}.
 */
export function packagedModel({ version, signature, features, model, weights }: ModelFiles): {
  readonly version: string;
  readonly signature: Signature;
  predict(rows: readonly unknown[]): readonly Prediction[];
} {
  const saved = decodeSavedModel({
    'model.json': new TextEncoder().encode(model),
    'weights.bin': weights,
  });
  const fitted = features as unknown as FittedFeatures;
  const answer = answerOf(version, saved, fitted);
  return {
    version,
    signature,
    predict: (rows) => {
      const problems = rows.flatMap((row, at) => (isRow(row) ? [] : [noRow(row, at)]));
      if (problems.length > 0) throw new RowsInvalid(problems);
      const read = rowsToBatch(rows as readonly JsonObject[], signature.inputs);
      if (!read.ok) throw new RowsInvalid(read.problems);
      // Without rows a forecast goes on from what the model knows.
      if (rows.length === 0 && signature.task.kind !== 'forecast') return [];
      return predictionsOf(signature, answer(read.batch));
    },
  };
}

function answerOf(
  version: string,
  saved: ReturnType<typeof decodeSavedModel>,
  fitted: FittedFeatures,
): Predictor['predict'] {
  if (saved.task.kind === 'forecast') {
    const forecast = forecastPredictor(version, saved);
    return (batch) => forecast.predict(batch);
  }
  const predict = predictorOf(saved);
  return (batch) => predict(matrixOf(fitted, batch));
}

function isRow(row: unknown): boolean {
  return typeof row === 'object' && row !== null && !Array.isArray(row);
}

function noRow(row: unknown, at: number): RowProblem {
  const found = row === null ? 'null' : Array.isArray(row) ? 'a list' : `a ${typeof row}`;
  return { row: at, field: '', expected: 'an object', found };
}

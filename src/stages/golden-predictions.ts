import type { JsonObject } from '../contracts/json.js';
import type { Predictor, Signature } from '../contracts/model.js';
import type { Task } from '../contracts/task.js';
import { rowsToBatch } from '../data/tables/rows-to-batch.js';
import { farthest } from '../delivery/golden-difference.js';
import type { GoldenPrediction } from '../delivery/package-folder.js';
import { predictionsOf } from '../delivery/prediction.js';

/** Rows as a client would send them, with what the model says of each; those it refuses are left out. */
export async function goldenPredictions(
  rows: readonly JsonObject[],
  predictor: Predictor,
): Promise<readonly GoldenPrediction[]> {
  const golden: GoldenPrediction[] = [];
  for (const row of rows) {
    const expected = (await answersTo([row], predictor))?.[0];
    if (expected !== undefined) golden.push({ row, expected });
  }
  return golden;
}

/** Rows of one series, sent together, with how it goes on: the first row with the first answer, and so on. */
export async function goldenForecasts(
  rows: readonly JsonObject[],
  predictor: Predictor,
): Promise<readonly GoldenPrediction[]> {
  const answers = await answersTo(rows, predictor);
  if (answers === undefined) throw new Error('the rows of a series are what its model was made of');
  return rows.flatMap((row, at) => {
    const expected = answers[at];
    return expected === undefined ? [] : [{ row, expected }];
  });
}

/** The largest difference between what two models say of the same rows. */
export function largestDifference(
  task: Task,
  expected: readonly GoldenPrediction[],
  given: readonly GoldenPrediction[],
): number {
  const far = expected.map(
    (each, row) => farthest(task, each.expected, given[row]?.expected).difference,
  );
  return Math.max(...far);
}

/** A row without any value. */
export function emptyRow({ inputs }: Pick<Signature, 'inputs'>): JsonObject {
  return Object.fromEntries(inputs.map(({ name }) => [name, null]));
}

/** What a predictor says of rows; undefined when it refuses one. */
async function answersTo(
  rows: readonly JsonObject[],
  predictor: Predictor,
): Promise<readonly GoldenPrediction['expected'][] | undefined> {
  const { signature } = predictor;
  const read = rowsToBatch(rows, signature.inputs);
  if (!read.ok) throw new Error(`a row does not fit: ${JSON.stringify(read.problems[0])}`);
  const ready = (await predictor.prepare?.(read.batch)) ?? read;
  return 'problems' in ready ? undefined : predictionsOf(signature, predictor.predict(ready.batch));
}

import { type Batch, rowsAt } from '../../contracts/batch.js';
import type { TrainedFeatures } from './fitted-features.js';
import { foldOf } from './folds.js';
import { transformBatch } from './transform.js';

interface TrainingTarget {
  /** Number of each row at ingest: says which fold it is in. */
  readonly rowIds: Float64Array;
  readonly seed: number;
  readonly target: Float32Array;
  readonly rowOffset: number;
}

/** As `transformBatch`, for rows of the training split: each row is written by the features of its fold. */
export function transformTraining(
  { fitted, folds }: TrainedFeatures,
  batch: Batch,
  { rowIds, seed, target, rowOffset }: TrainingTarget,
): void {
  if (folds.length === 0) {
    transformBatch(fitted, batch, { target, rowOffset });
    return;
  }
  const { width } = fitted;
  const foldOfRow = Array.from({ length: batch.rows }, (_, row) =>
    foldOf(seed, rowIds[row] as number),
  );
  for (const [fold, features] of folds.entries()) {
    const places = [...foldOfRow.keys()].filter((row) => foldOfRow[row] === fold);
    const written = new Float32Array(places.length * width);
    transformBatch(features, rowsAt(batch, places), { target: written, rowOffset: 0 });
    for (const [at, place] of places.entries()) {
      target.set(written.subarray(at * width, (at + 1) * width), (rowOffset + place) * width);
    }
  }
}

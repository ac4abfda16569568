import type { Matrix } from '../../contracts/matrix.js';

/** Rows as a family learns from them. */
interface Rows {
  readonly x: Matrix;
  readonly y: Float64Array;
  readonly weights?: Float64Array;
}

/**
 * Rows of the training split. The private field makes the type one that nothing else has, whatever its shape: only
 * {@link trainingRows} makes them, and only the loader of that split and resampling may import it
 * (`.dependency-cruiser.cjs`). So the compiler refuses to resample rows a model is chosen or judged by.
 */
class TrainingSplitRows implements Rows {
  readonly x: Matrix;
  readonly y: Float64Array;
  readonly weights?: Float64Array;
  readonly #ofTrainingSplit = true;

  constructor({ x, y, weights }: Rows) {
    this.x = x;
    this.y = y;
    if (weights !== undefined) this.weights = weights;
  }

  static isTraining(rows: Rows): boolean {
    return #ofTrainingSplit in rows && rows.#ofTrainingSplit;
  }
}

export type TrainingRows = TrainingSplitRows;

/** Vouches that rows are of the training split. */
export function trainingRows(rows: Rows): TrainingRows {
  return new TrainingSplitRows(rows);
}

/** Whether rows were vouched for, where the compiler cannot tell. */
export function areTrainingRows(rows: Rows): rows is TrainingRows {
  return TrainingSplitRows.isTraining(rows);
}

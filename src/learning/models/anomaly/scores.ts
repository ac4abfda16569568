import type { Matrix } from '../../../contracts/matrix.js';
import type { SavedModel, WeightValues } from '../../../contracts/model.js';
import { permutation, randomFor } from '../../../contracts/seeded-random.js';
import type { FitContext, FitResult, PredictFunction, TrainingData } from '../model-family.js';
import { withClassWeights } from '../parts/row-weights.js';

/** The rows to learn from, without what is known of them. Throws `learning/no-rows`, or the signal's reason. */
export function unlabelledRows(data: TrainingData, { signal }: FitContext): Matrix {
  signal.throwIfAborted();
  return withClassWeights(data, {}).train.x;
}

/** Answers with one score a row, higher the odder it is. */
export function scoresBy(score: (matrix: Matrix, row: number) => number): PredictFunction {
  return (matrix) => {
    const values = new Float64Array(matrix.rows);
    for (let row = 0; row < matrix.rows; row++) values[row] = score(matrix, row);
    return { rows: matrix.rows, width: 1, values };
  };
}

/** What a fit without epochs gives. */
export function plainResult(model: SavedModel, notes: readonly string[] = []): FitResult {
  return { model, history: [], epochs: 0, bestEpoch: 0, notes };
}

/** At most so many rows, drawn without replacement, in the order of the data. */
export function sampled(
  matrix: Matrix,
  most: number,
  { seed, label }: Pick<FitContext, 'seed' | 'label'>,
): { readonly rows: Matrix; readonly notes: readonly string[] } {
  if (matrix.rows <= most) return { rows: matrix, notes: [] };
  const drawn = permutation(matrix.rows, randomFor(seed, `${label}/sample`)).subarray(0, most);
  return {
    rows: pickRows(matrix, drawn.toSorted()),
    notes: [`learnt from ${most} of ${matrix.rows} rows, drawn at random; see \`max_rows\``],
  };
}

/** Some rows of a matrix, by number. */
export function pickRows(matrix: Matrix, numbers: Uint32Array): Matrix {
  const width = matrix.columns.length;
  const values = new Float32Array(numbers.length * width);
  for (const [at, row] of numbers.entries()) {
    values.set(matrix.values.subarray(row * width, (row + 1) * width), at * width);
  }
  return { ...matrix, rows: numbers.length, values };
}

/** A block of numbers of a saved model. */
export function block({ weights }: SavedModel, name: string): WeightValues {
  const values = weights[name]?.values;
  if (values === undefined) throw new Error(`the model has no ${name}`);
  return values;
}

/** Squared distance of a row of a matrix from a row of points as wide. */
export function squaredDistance(
  { values, columns }: Matrix,
  row: number,
  { points, point }: { readonly points: WeightValues; readonly point: number },
): number {
  const width = columns.length;
  const a = row * width;
  const b = point * width;
  let sum = 0;
  for (let at = 0; at < width; at++) {
    const difference = (values[a + at] as number) - (points[b + at] as number);
    sum += difference * difference;
  }
  return sum;
}

/** Distance from the nearest of some points. */
export function nearestDistance(points: WeightValues): (matrix: Matrix, row: number) => number {
  return (matrix, row) => {
    const count = points.length / Math.max(1, matrix.columns.length);
    let least = Infinity;
    for (let point = 0; point < count; point++) {
      least = Math.min(least, squaredDistance(matrix, row, { points, point }));
    }
    return Math.sqrt(least);
  };
}

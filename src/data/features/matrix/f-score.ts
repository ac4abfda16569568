import type { ValuesOf } from '../../../contracts/params.js';
import type { TrainingMatrix } from '../../../contracts/training-matrix.js';
import { knownOf, type SelectStep } from './matrix-step.js';
import { keepParams, placesOfBest } from './parts/best-scores.js';

/**
 * Keeps the features with the highest F: of the analysis of variance between classes, or of a straight line through the target,
 * as scikit-learn's f_classif and f_regression. Over rows where the feature is known; codes of categories have none and come last.
 */
export const fScore: SelectStep<ValuesOf<typeof keepParams>> = {
  name: 'f-score',
  slot: 'select',
  summary: 'keeps the features that differ most between classes, or go straightest with a number',
  params: keepParams,
  choose: (matrix, { keep }) => placesOfBest(fScores(matrix), keep),
};

/** F of each feature. */
export function fScores(matrix: TrainingMatrix): readonly number[] {
  return matrix.names.map((_, place) => {
    if (matrix.isCode[place] === true) return NaN;
    const { numbers, rows } = knownOf(matrix, place);
    const y = Float64Array.from(rows, (row) => matrix.y[row] as number);
    return matrix.task.kind === 'regression' ? ofLine(numbers, y) : ofClasses(numbers, y);
  });
}

function ofClasses(x: Float64Array, classes: Float64Array): number {
  const groups = new Map<number, { count: number; sum: number }>();
  for (let at = 0; at < x.length; at++) {
    const group = groups.get(classes[at] as number) ?? { count: 0, sum: 0 };
    group.count += 1;
    group.sum += x[at] as number;
    groups.set(classes[at] as number, group);
  }
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  let [between, within] = [0, 0];
  for (const { count, sum } of groups.values()) between += count * (sum / count - mean) ** 2;
  for (let at = 0; at < x.length; at++) {
    const { count, sum } = groups.get(classes[at] as number) as { count: number; sum: number };
    within += ((x[at] as number) - sum / count) ** 2;
  }
  return between / (groups.size - 1) / (within / (x.length - groups.size));
}

function ofLine(x: Float64Array, y: Float64Array): number {
  const count = x.length;
  const meanOfX = x.reduce((sum, value) => sum + value, 0) / count;
  const meanOfY = y.reduce((sum, value) => sum + value, 0) / count;
  let [xy, xx, yy] = [0, 0, 0];
  for (let at = 0; at < count; at++) {
    const [dx, dy] = [(x[at] as number) - meanOfX, (y[at] as number) - meanOfY];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  const explained = (xy * xy) / (xx * yy);
  return (explained / (1 - explained)) * (count - 2);
}

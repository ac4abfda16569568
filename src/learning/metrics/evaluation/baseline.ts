import type { Predictions } from '../../../contracts/model.js';
import { weightedMean } from '../averages.js';
import type { Truth } from '../metric.js';

/** The same prediction for every row: the class shares, or the mean, that are given or else those of the rows. */
export function baselinePredictions(truth: Truth, known?: readonly number[]): Predictions {
  if (truth.task.kind === 'anomaly') return alike(truth.values.length, [0]);
  const answer = known ?? (truth.task.kind === 'regression' ? mean(truth) : classShares(truth));
  return alike(truth.values.length, answer);
}

function alike(rows: number, answer: readonly number[]): Predictions {
  const width = answer.length;
  const values = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) values.set(answer, row * width);
  return { rows, width, values };
}

function mean({ values, weights }: Truth): readonly number[] {
  return [weightedMean(values, weights)];
}

function classShares({ task, values, weights }: Truth): readonly number[] {
  const shares = task.classes.map(() => 0);
  let total = 0;
  for (const [row, index] of values.entries()) {
    const weight = weights?.[row] ?? 1;
    shares[index] = (shares[index] ?? 0) + weight;
    total += weight;
  }
  return shares.map((share) => share / total);
}

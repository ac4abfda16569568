import { studentReach } from '../../contracts/student-distribution.js';
import type { Interval } from '../metrics/evaluation/evaluation.js';

/**
 * An interval of a score over k folds: folds share most of their training rows, so that their variance is corrected for it (Nadeau
 * and Bengio, "Inference for the generalization error", 2003), with k − 1 degrees of freedom. Null for one fold.
 */
export function foldInterval(scores: readonly number[], level: number): Interval | null {
  const count = scores.length;
  if (count < 2) return null;
  const mean = scores.reduce((sum, each) => sum + each, 0) / count;
  const variance = scores.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (count - 1);
  const reach =
    studentReach(1 - level, count - 1) * Math.sqrt(variance * (1 / count + 1 / (count - 1)));
  return [mean - reach, mean + reach];
}

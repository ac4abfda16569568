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
    studentQuantile((1 + level) / 2, count - 1) *
    Math.sqrt(variance * (1 / count + 1 / (count - 1)));
  return [mean - reach, mean + reach];
}

/** The quantile of Student's t for whole degrees of freedom, to 12 digits, by bisection. `probability` is above a half. */
export function studentQuantile(probability: number, freedom: number): number {
  let [low, high] = [0, 1];
  while (studentShare(high, freedom) < probability) [low, high] = [high, high * 2];
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (studentShare(middle, freedom) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The share below a positive value: Abramowitz and Stegun, 26.7.3 and 26.7.4. */
function studentShare(value: number, freedom: number): number {
  const angle = Math.atan(value / Math.sqrt(freedom));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = freedom % 2 === 1;
  let [sum, term] = [0, isOdd ? cosine : 1];
  for (let at = isOdd ? 3 : 2; at <= freedom; at += 2) {
    sum += term;
    term *= (cosine ** 2 * (at - 1)) / at;
  }
  const within = isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return 0.5 + within / 2;
}

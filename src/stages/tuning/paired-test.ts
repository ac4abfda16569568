import { studentTail } from '../../contracts/student-distribution.js';

/** How one of two compared with the other, over the same repeats. */
export interface PairedComparison {
  /** Mean of the differences, one less the other. */
  readonly difference: number;
  /** Standard error of that mean, corrected for repeats that share rows. */
  readonly error: number;
  /** Probability, two-sided, of a difference as large when there is none. */
  readonly p: number;
}

/**
 * The corrected resampled t-test of Nadeau and Bengio (2003): repeats that learn from overlapping rows vary less than
 * independent ones would, so that the variance of their mean is (1/k + judged/learnt) × the variance of the differences, not
 * 1/k of it. `ratio` is judged/learnt rows; at least two repeats.
 */
export function pairedComparison(
  one: readonly number[],
  other: readonly number[],
  ratio: number,
): PairedComparison {
  const differences = one.map((value, at) => value - (other[at] ?? Number.NaN));
  const count = differences.length;
  const difference = differences.reduce((sum, value) => sum + value, 0) / count;
  const squares = differences.reduce((sum, value) => sum + (value - difference) ** 2, 0);
  const error = Math.sqrt((1 / count + ratio) * (squares / (count - 1)));
  if (error === 0) return { difference, error, p: difference === 0 ? 1 : 0 };
  return { difference, error, p: studentTail(difference / error, count - 1) };
}

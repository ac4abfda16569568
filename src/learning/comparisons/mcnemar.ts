/** On how many rows two models disagree, and how likely that is when both are equally good. */
export interface McNemar {
  /** Rows that only the first, and only the second model gets right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly p: number;
}

/**
 * McNemar's exact test (1947): whether one of two classifiers is right more often on the same rows. Two-sided, from the
 * binomial distribution with probability 1/2 over the rows that only one of them gets right.
 */
export function mcnemar(
  truth: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): McNemar {
  let [onlyFirst, onlySecond] = [0, 0];
  for (let row = 0; row < truth.length; row++) {
    const [a, b] = [first[row] === truth[row], second[row] === truth[row]];
    if (a && !b) onlyFirst++;
    else if (b && !a) onlySecond++;
  }
  const p = 2 * binomialTail(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond);
  return { onlyFirst, onlySecond, p: Math.min(1, p) };
}

/** Probability of at most `most` heads in `tosses` of a fair coin. */
function binomialTail(most: number, tosses: number): number {
  let log = -tosses * Math.LN2;
  for (let heads = 0; heads < most; heads++) log += Math.log((tosses - heads) / (heads + 1));
  // From the largest term down: each is the one before times its ratio, until nothing more is added.
  let term = Math.exp(log);
  let sum = 0;
  for (let heads = most; heads >= 0 && term > 0; heads--) {
    if (sum + term === sum) break;
    sum += term;
    term *= heads / (tosses - heads + 1);
  }
  return sum;
}

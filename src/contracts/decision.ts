import type { Task } from './task.js';

/** How the numbers of an answer become a class. */
export interface Decision {
  /** Two classes: the positive one from this probability on. Anomaly: odd from this score on. */
  readonly threshold?: number;
  /** Several: what it costs to decide for a class (second index) when another is true (first index). */
  readonly costs?: readonly (readonly number[])[];
  /** How it was chosen, in words that follow "chosen for". */
  readonly why: string;
}

/**
 * The class decided for, given a row's probabilities. Two classes: positive from the threshold on, 0.5 unless told.
 * More: the one of least expected cost, or the most probable one; the first of equals.
 */
export function decide(
  { kind }: Pick<Task, 'kind'>,
  probabilities: ArrayLike<number>,
  { threshold = 0.5, costs }: Pick<Decision, 'threshold' | 'costs'> = {},
): number {
  if (kind === 'anomaly') return (probabilities[0] as number) >= threshold ? 1 : 0;
  if (kind === 'binary') return (probabilities[1] as number) >= threshold ? 1 : 0;
  let best = 0;
  let least = Infinity;
  for (let index = 0; index < probabilities.length; index++) {
    const cost =
      costs === undefined
        ? -(probabilities[index] as number)
        : expected(costs, probabilities, index);
    if (cost >= least) continue;
    best = index;
    least = cost;
  }
  return best;
}

/** What deciding for a class costs on average. */
function expected(
  costs: readonly (readonly number[])[],
  probabilities: ArrayLike<number>,
  decided: number,
): number {
  return costs.reduce(
    (sum, row, truth) => sum + (probabilities[truth] as number) * (row[decided] ?? 0),
    0,
  );
}

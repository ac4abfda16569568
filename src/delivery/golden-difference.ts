import type { Task } from '../contracts/task.js';
import type { GoldenPrediction } from './package-folder.js';
import { numbersOf, type Prediction } from './prediction.js';

/** How far a number of an answer is from the golden one. */
export interface Difference {
  readonly expected: number;
  readonly got: number;
  readonly difference: number;
  /** Which number of the answer: a class, or the target. */
  readonly of: string;
}

/** The number of an answer that is farthest from what was expected; no answer is farther than any. */
export function farthest(
  task: Task,
  expected: Prediction,
  got: Prediction | undefined,
): Difference {
  const wanted = numbersOf(task, expected);
  const given = got === undefined ? [] : numbersOf(task, got);
  const differences = wanted.map((number, index): Difference => {
    const other = given[index] ?? Number.NaN;
    const difference = Math.abs(number - other);
    return {
      ...{ expected: number, got: other },
      difference: Number.isNaN(difference) ? Infinity : difference,
      of: task.classes[index] ?? task.target,
    };
  });
  return differences.reduce((worst, next) => (next.difference > worst.difference ? next : worst));
}

/**
 * What a difference between answers is to be measured by: 1 for probabilities and scores; for targets half the way from the smallest
 * golden answer to the largest, and no less than a hundredth of the largest, so that rounding in float32 is as small for a price in
 * hundred thousands as for a share, and a level that all answers have in common hides little.
 */
export function answerSize(task: Task, golden: readonly GoldenPrediction[]): number {
  if (task.kind !== 'regression' && task.kind !== 'forecast') return 1;
  const values = golden.flatMap(({ expected }) => numbersOf(task, expected));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const size = Math.max((high - low) / 2, Math.max(-low, high) / 100);
  return size > 0 ? size : 1;
}

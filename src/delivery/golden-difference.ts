import type { Task } from '../contracts/task.js';
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

import type { Task } from '../../../contracts/task.js';
import type { LabelledRows } from '../model-family.js';
import type { OutsideVotes } from './grow-forest.js';

/**
 * How well trees do on the rows they did not grow from (Breiman's out-of-bag estimate), in a sentence: accuracy, or R². Nothing
 * to say when every tree saw every row.
 */
export function outsideNote(
  task: Task,
  { y, weights }: LabelledRows,
  outside: OutsideVotes,
): readonly string[] {
  const judged = [...outside.counts.keys()].filter((row) => (outside.counts[row] as number) > 0);
  if (judged.length === 0) return [];
  const weightOf = (row: number) => weights?.[row] ?? 1;
  const total = judged.reduce((sum, row) => sum + weightOf(row), 0);
  const mean = (value: (row: number) => number) =>
    judged.reduce((sum, row) => sum + weightOf(row) * value(row), 0) / total;
  const share = judged.length === y.length ? '' : ` (${judged.length} of ${y.length} rows)`;
  if (task.kind !== 'regression') {
    const accuracy = mean((row) => (mostLikely(task, outside, row) === y[row] ? 1 : 0));
    return [`out of bag, ${(100 * accuracy).toFixed(1)} % of the training rows are right${share}`];
  }
  const centre = mean((row) => y[row] as number);
  const spread = mean((row) => ((y[row] as number) - centre) ** 2);
  if (!(spread > 0)) return [];
  const error = mean((row) => ((y[row] as number) - outside.answer(row, 0)) ** 2);
  return [`out of bag, the training rows have an R² of ${(1 - error / spread).toFixed(3)}${share}`];
}

function mostLikely({ kind, classes }: Task, outside: OutsideVotes, row: number): number {
  if (kind === 'binary') return outside.answer(row, 0) > 0.5 ? 1 : 0;
  let best = 0;
  for (let k = 1; k < classes.length; k++) {
    if (outside.answer(row, k) > outside.answer(row, best)) best = k;
  }
  return best;
}

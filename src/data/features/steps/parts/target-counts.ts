import type { Task } from '../../../../contracts/task.js';
import { foldCount, foldOf } from '../../folds.js';
import type { TrainingColumn } from '../../training-rows.js';

/** How many rows there are, and the sums of what is encoded of them: indicators of classes, or the target less `shift`. */
export interface Tally {
  count: number;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** The training rows of each category, by fold; null stands for missing. */
export interface TargetCounts {
  readonly shift: number;
  /** What is encoded: one for two classes or a number, else each class. */
  readonly outputs: number;
  readonly categories: ReadonlyMap<string | null, readonly Tally[]>;
}

/** One pass over a column and the target, in the order of the rows. A missing value counts as what stands for it. */
export async function countTarget(
  column: TrainingColumn,
  fill: string | null,
): Promise<TargetCounts> {
  const outputs = outputsOf(column.task);
  const categories = new Map<string | null, Tally[]>();
  let shift: number | undefined;
  for await (const { vector, y, rowIds } of column.read()) {
    if (vector.kind !== 'string') throw new Error('a category was read as numbers');
    if (column.task.kind === 'regression') shift ??= y[0];
    for (const [row, known] of vector.values.entries()) {
      const value = known ?? fill;
      let folds = categories.get(value);
      if (folds === undefined) {
        folds = Array.from({ length: foldCount }, () => emptyTally(outputs));
        categories.set(value, folds);
      }
      const tally = folds[foldOf(column.seed, rowIds[row] as number)] as Tally;
      add(tally, column.task.kind, (y[row] as number) - (shift ?? 0));
    }
  }
  return { shift: shift ?? 0, outputs, categories };
}

/** How many features a task's target gives. */
function outputsOf({ kind, classes }: Task): number {
  return kind === 'multiclass' ? classes.length : 1;
}

function emptyTally(outputs: number): Tally {
  return { count: 0, sums: new Float64Array(outputs), squares: new Float64Array(outputs) };
}

/** Adds the tallies of the folds that are wanted. */
export function addUp(
  tallies: Iterable<readonly Tally[]>,
  outputs: number,
  isWanted: (fold: number) => boolean,
): Tally {
  const total = emptyTally(outputs);
  for (const folds of tallies) {
    for (const [fold, { count, sums, squares }] of folds.entries()) {
      if (!isWanted(fold)) continue;
      total.count += count;
      for (let at = 0; at < outputs; at++) {
        total.sums[at] = (total.sums[at] as number) + (sums[at] as number);
        total.squares[at] = (total.squares[at] as number) + (squares[at] as number);
      }
    }
  }
  return total;
}

function add(tally: Tally, kind: Task['kind'], value: number): void {
  tally.count += 1;
  const at = kind === 'multiclass' ? value : 0;
  const amount = kind === 'multiclass' ? 1 : value;
  tally.sums[at] = (tally.sums[at] as number) + amount;
  tally.squares[at] = (tally.squares[at] as number) + amount * amount;
}

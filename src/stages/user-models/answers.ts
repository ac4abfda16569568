import type { Predictions } from '../../contracts/model.js';
import type { Task } from '../../contracts/task.js';
import { isList, kindOf } from '../../data/user-modules/value-kind.js';
import { WrongAnswer } from './fitted-result.js';

/** How far the probabilities of a row may be from summing to 1: what float32 makes of many classes. */
const roundingError = 1e-3;

/** What a user's predictor said of some rows, as mlx wants it. Throws {@link WrongAnswer} for what is no answer to the task. */
export function answersFrom(said: unknown, rows: number, task: Task): Predictions {
  const { kind, classes } = task;
  const perRow = kind === 'multiclass' ? classes.length : 1;
  const values = finiteNumbers(said, { rows, perRow, task });
  if (kind === 'multiclass') return shares(values, rows, perRow);
  return kind === 'binary' ? bothClasses(values) : { rows, width: 1, values };
}

function finiteNumbers(
  said: unknown,
  { rows, perRow, task }: { readonly rows: number; readonly perRow: number; readonly task: Task },
): Float64Array {
  if (!isList(said)) {
    throw new WrongAnswer(
      `what \`predictor\` prepared returned ${kindOf(said)}`,
      'Return a list of numbers',
    );
  }
  if (said.length !== rows * perRow) {
    throw new WrongAnswer(
      `what \`predictor\` prepared returned ${said.length} numbers for ${rows} rows`,
      wantedOf(task),
    );
  }
  const values = Float64Array.from(said as ArrayLike<number>);
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new WrongAnswer(
      `row ${Math.floor(at / perRow)} got ${String(said[at])}, which is no finite number`,
      'Mend what makes it: a division by zero, or a feature that is NaN where `reads` is `native`',
    );
  }
  return values;
}

function wantedOf({ kind, classes }: Task): string {
  if (kind === 'multiclass') {
    return `Return ${classes.length} numbers for each row, row after row: a probability for each class`;
  }
  const what = kind === 'binary' ? `: the probability of \`${classes[1] ?? ''}\`` : '';
  return `Return a number for each row${what}`;
}

function bothClasses(positive: Float64Array): Predictions {
  const values = new Float64Array(positive.length * 2);
  for (const [row, share] of positive.entries()) {
    if (share < 0 || share > 1) throw noProbability(row, share);
    values[2 * row] = 1 - share;
    values[2 * row + 1] = share;
  }
  return { rows: positive.length, width: 2, values };
}

function shares(values: Float64Array, rows: number, width: number): Predictions {
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * width, (row + 1) * width);
    const wrong = own.find((share) => share < 0 || share > 1);
    if (wrong !== undefined) throw noProbability(row, wrong);
    const sum = own.reduce((total, share) => total + share, 0);
    if (Math.abs(sum - 1) > roundingError) {
      throw new WrongAnswer(
        `the probabilities of row ${row} sum to ${Number(sum.toPrecision(6))}`,
        'Divide them by their sum',
      );
    }
    for (let at = 0; at < width; at++) own[at] = (own[at] as number) / sum;
  }
  return { rows, width, values };
}

function noProbability(row: number, value: number): WrongAnswer {
  return new WrongAnswer(
    `row ${row} got ${value}, which is no probability`,
    'Give numbers from 0 to 1, such as `1 / (1 + Math.exp(-logit))`',
  );
}

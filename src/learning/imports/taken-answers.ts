import type { Predictions } from '../../contracts/model.js';
import type { Task } from '../../contracts/task.js';
import type { TakenOutput } from './imported-model.js';

/** What is wrong with what a model said, and what to do about it. */
export class UnusableAnswer extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** How far probabilities may be outside 0 to 1, and their sum from 1: what float32 makes of many classes. */
const roundingError = 1e-3;

/** An output's numbers for some rows as answers to the task. Throws {@link UnusableAnswer} for what is none. */
export function answersFromOutput(
  said: Float64Array,
  { task, output }: { readonly task: Task; readonly output: TakenOutput },
): Predictions {
  const { width } = output;
  const rows = said.length / width;
  const at = said.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new UnusableAnswer(
      `row ${Math.floor(at / width)} got ${String(said[at])}, which is no finite number`,
      'If it is for a missing value: say what stands for it, as in `features: { age: { impute: median } }`',
    );
  }
  if (task.kind === 'regression') return { rows, width: 1, values: said };
  const classes = task.classes.length;
  const values = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const own = said.subarray(row * width, (row + 1) * width);
    values.set(probabilities(own, output, row), row * classes);
  }
  return { rows, width: classes, values };
}

function probabilities(
  own: Float64Array,
  { width, apply, order }: TakenOutput,
  row: number,
): Float64Array {
  if (width === 1) {
    const given = own[0] as number;
    const share = apply === 'none' ? given : 1 / (1 + Math.exp(-given));
    if (!isShare(share)) throw noProbability(row, share, 'sigmoid');
    const second = Math.min(1, Math.max(0, share));
    return order[0] === 0
      ? Float64Array.of(second, 1 - second)
      : Float64Array.of(1 - second, second);
  }
  const shares = applied(own, apply);
  const wrong = shares.find((share) => !isShare(share));
  if (wrong !== undefined) throw noProbability(row, wrong, 'softmax');
  const sum = shares.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > roundingError) {
    throw new UnusableAnswer(
      `the numbers of row ${row} sum to ${Number(sum.toPrecision(6))} and not to 1, so they are no probabilities`,
      'Write `apply: softmax` if they are scores, or name another output with `output`',
    );
  }
  return Float64Array.from(order, (place) => Math.max(0, shares[place] as number) / sum);
}

function applied(own: Float64Array, apply: TakenOutput['apply']): Float64Array {
  if (apply === 'none') return own;
  if (apply === 'sigmoid') {
    const each = own.map((score) => 1 / (1 + Math.exp(-score)));
    const sum = each.reduce((total, share) => total + share, 0);
    return each.map((share) => share / sum);
  }
  const most = own.reduce((a, b) => Math.max(a, b));
  const each = own.map((score) => Math.exp(score - most));
  const sum = each.reduce((total, share) => total + share, 0);
  return each.map((share) => share / sum);
}

function isShare(value: number): boolean {
  return value >= -roundingError && value <= 1 + roundingError;
}

function noProbability(row: number, value: number, apply: string): UnusableAnswer {
  return new UnusableAnswer(
    `row ${row} got ${Number(value.toPrecision(6))}, which is no probability`,
    `Write \`apply: ${apply}\` if it is a score, or name another output with \`output\``,
  );
}

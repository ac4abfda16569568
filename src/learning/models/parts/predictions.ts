import type { Matrix } from '../../../contracts/matrix.js';
import type { SavedModel } from '../../../contracts/model.js';
import type { TaskKind } from '../../../contracts/task.js';
import type { PredictFunction } from '../model-family.js';
import type { TargetScale } from './target-scale.js';

/** Writes the logits of one row into `logits`. */
export type RowFunction = (matrix: Matrix, row: number, logits: Float64Array) => void;

/** How many logits a model of this task has: one for two classes or a number, else one for each class. */
export function logitsOf({
  kind,
  classes,
}: {
  kind: TaskKind;
  classes: readonly string[];
}): number {
  return kind === 'multiclass' ? classes.length : 1;
}

/**
 * Turns logits into what `Predictions` promises: the logistic function for two classes, softmax for more, and for
 * regression the target's own unit by `scale`. Row by row, so that a row's answer never depends on its neighbours.
 */
export function predictionsFrom(
  { task }: Pick<SavedModel, 'task'>,
  rowFunction: RowFunction,
  scale: TargetScale = { mean: 0, sd: 1 },
): PredictFunction {
  const logits = new Float64Array(logitsOf(task));
  const isNumber = task.kind !== 'binary' && task.kind !== 'multiclass';
  const write = isNumber ? writers.regression : writers[task.kind];
  const width = isNumber ? 1 : task.classes.length;
  return (matrix) => {
    const values = new Float64Array(matrix.rows * width);
    for (let row = 0; row < matrix.rows; row++) {
      rowFunction(matrix, row, logits);
      write(logits, values.subarray(row * width, (row + 1) * width), scale);
    }
    return { rows: matrix.rows, width, values };
  };
}

type Writer = (logits: Float64Array, into: Float64Array, scale: TargetScale) => void;

const writers: Readonly<Record<Exclude<TaskKind, 'anomaly' | 'forecast'>, Writer>> = {
  regression: (logits, into, { mean, sd }) => {
    into[0] = (logits[0] as number) * sd + mean;
  },
  binary: (logits, into) => {
    const positive = logistic(logits[0] as number);
    into[0] = 1 - positive;
    into[1] = positive;
  },
  multiclass: (logits, into) => {
    const largest = logits.reduce((a, b) => Math.max(a, b));
    let sum = 0;
    for (let at = 0; at < logits.length; at++) {
      const share = Math.exp((logits[at] as number) - largest);
      into[at] = share;
      sum += share;
    }
    for (let at = 0; at < into.length; at++) into[at] = (into[at] as number) / sum;
  },
};

/** Without overflow at either end. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const small = Math.exp(x);
  return small / (1 + small);
}

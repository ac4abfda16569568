import type { JsonObject } from '../contracts/json.js';
import type { Predictions } from '../contracts/model.js';
import type { Task } from '../contracts/task.js';
import { MlxError } from '../errors/index.js';

/** The answer for one row of a classification: the most probable class, and the probability of each. */
interface ClassPrediction {
  readonly label: string;
  /** Probability of `label`. */
  readonly probability: number;
  readonly probabilities: Readonly<Record<string, number>>;
}

/** The answer for one row of a regression, in the target's unit. */
interface ValuePrediction {
  readonly value: number;
}

/** One answer, as people and programs see it: over HTTP, on the terminal and in `golden.json`. */
export type Prediction = ClassPrediction | ValuePrediction;

/** Words a model's numbers for people, row by row. Equal probabilities go to the earlier class. Throws `serve/no-number`. */
export function predictionsOf(task: Task, predictions: Predictions): readonly Prediction[] {
  const { rows, width, values } = predictions;
  return Array.from({ length: rows }, (_, row) => {
    const numbers = values.subarray(row * width, (row + 1) * width);
    if (!numbers.every(Number.isFinite)) throw noNumber(row);
    return task.kind === 'regression'
      ? { value: numbers[0] as number }
      : mostProbable(task, numbers);
  });
}

/** The numbers of an answer in a fixed order: probabilities in class order, or the one value. */
export function numbersOf(task: Task, prediction: Prediction): readonly number[] {
  if ('value' in prediction) return [prediction.value];
  return task.classes.map((label) => prediction.probabilities[label] ?? Number.NaN);
}

/** JSON Schema (draft-07) of one answer. */
export function predictionSchema(task: Task): JsonObject {
  if (task.kind === 'regression') {
    return object({ value: { type: 'number', description: `Predicted \`${task.target}\`` } });
  }
  const probability = { type: 'number', minimum: 0, maximum: 1 };
  return object({
    label: { enum: task.classes, description: `Most probable \`${task.target}\`` },
    probability: { ...probability, description: 'Probability of `label`' },
    probabilities: object(Object.fromEntries(task.classes.map((label) => [label, probability]))),
  });
}

function mostProbable(task: Task, probabilities: Float64Array): ClassPrediction {
  const probability = Math.max(...probabilities);
  const entries = task.classes.map((label, index) => [label, probabilities[index] as number]);
  return {
    label: task.classes[probabilities.indexOf(probability)] as string,
    probability,
    probabilities: Object.fromEntries(entries) as Record<string, number>,
  };
}

function object(properties: JsonObject): JsonObject {
  const required = Object.keys(properties);
  return { type: 'object', required, additionalProperties: false, properties };
}

function noNumber(row: number): MlxError {
  return new MlxError('serve/no-number', `The model gave no finite number for row ${row}`, {
    hints: ['Look at the training loss of this model: it has most likely diverged'],
  });
}

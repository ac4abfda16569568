import { type Decision, decide } from '../contracts/decision.js';
import { exactPercent } from '../contracts/figure.js';
import type { JsonObject } from '../contracts/json.js';
import type { Predictions, Signature } from '../contracts/model.js';
import type { Task } from '../contracts/task.js';
import { MlxError } from '../errors/index.js';

/** The answer for one row of a classification: the class decided for, which is the most probable one unless told, and the probability of each. */
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

/** How odd a row is: higher is odder, in no unit; and whether it is odd enough to be flagged. */
interface AnomalyPrediction {
  readonly score: number;
  readonly flagged: boolean;
}

/** One value to come, in the target's unit, and what it will most likely lie between. */
interface ForecastPrediction {
  /** Where there are several series, or several targets. */
  readonly series?: string;
  readonly target?: string;
  readonly time: string;
  readonly forecast: number;
  readonly low?: number;
  readonly high?: number;
}

/** One answer, as people and programs see it: over HTTP, on the terminal and in `golden.json`. */
export type Prediction = ClassPrediction | ValuePrediction | AnomalyPrediction | ForecastPrediction;

/** Words a model's numbers for people, row by row. Throws `serve/no-number`. */
export function predictionsOf(
  { task, decision }: Pick<Signature, 'task' | 'decision'>,
  predictions: Predictions,
): readonly Prediction[] {
  const { rows, width, values } = predictions;
  if (task.kind === 'forecast') return forecastsOf(task, predictions);
  return Array.from({ length: rows }, (_, row) => {
    const numbers = values.subarray(row * width, (row + 1) * width);
    if (!numbers.every(Number.isFinite)) throw noNumber(row);
    if (task.kind === 'anomaly') {
      return { score: numbers[0] as number, flagged: decide(task, numbers, decision) === 1 };
    }
    return task.kind === 'regression'
      ? { value: numbers[0] as number }
      : classOf(task, numbers, decision);
  });
}

/** The numbers of an answer in a fixed order: probabilities in class order, or the one value. */
export function numbersOf(task: Task, prediction: Prediction): readonly number[] {
  if ('value' in prediction) return [prediction.value];
  if ('forecast' in prediction) {
    const { forecast, low, high } = prediction;
    return [forecast, ...[low, high].filter((end) => end !== undefined)];
  }
  if ('score' in prediction) return [prediction.score];
  return task.classes.map((label) => prediction.probabilities[label] ?? Number.NaN);
}

/** JSON Schema (draft-07) of one answer. */
export function predictionSchema({
  task,
  decision,
}: Pick<Signature, 'task' | 'decision'>): JsonObject {
  if (task.kind === 'regression') {
    return object({ value: { type: 'number', description: `Predicted \`${task.target}\`` } });
  }
  if (task.kind === 'forecast') return forecastSchema(task);
  if (task.kind === 'anomaly') {
    const from = decision?.threshold === undefined ? '' : `: from ${decision.threshold} on`;
    return object({
      score: { type: 'number', description: 'How odd the row is: higher is odder' },
      flagged: { type: 'boolean', description: `Whether it is odd enough to look at${from}` },
    });
  }
  const probability = { type: 'number', minimum: 0, maximum: 1 };
  return object({
    label: { enum: task.classes, description: labelWords(task, decision) },
    probability: { ...probability, description: 'Probability of `label`' },
    probabilities: object(Object.fromEntries(task.classes.map((label) => [label, probability]))),
  });
}

/** One answer for each step ahead of each series. */
function forecastsOf(
  { forecast }: Task,
  { width, values, low, high, about = [] }: Predictions,
): readonly Prediction[] {
  const isOneOfMany = (forecast?.targets.length ?? 1) > 1;
  return Array.from(values, (value, at) => {
    const row = Math.floor(at / width);
    if (!Number.isFinite(value)) throw noNumber(row);
    const { series, target, times } = about[row] ?? { series: null, target: '', times: [] };
    return {
      ...(series !== null && { series }),
      ...(isOneOfMany && { target }),
      time: times[at % width] ?? String((at % width) + 1),
      forecast: value,
      ...(low !== undefined && { low: low[at] as number }),
      ...(high !== undefined && { high: high[at] as number }),
    };
  });
}

function forecastSchema({ forecast, target }: Task): JsonObject {
  const level = exactPercent(forecast?.interval ?? 0.8);
  const end = {
    type: 'number',
    description: `End of the interval that holds ${level} of the truths`,
  };
  const properties = {
    series: { type: 'string', description: 'The series, where there are several' },
    target: { type: 'string', description: 'What is forecast, where there are several' },
    time: { type: 'string', description: 'When it is due' },
    forecast: { type: 'number', description: `\`${target}\` at that time` },
    low: end,
    high: end,
  };
  return { ...object(properties), required: ['time', 'forecast'] };
}

function classOf(
  task: Task,
  probabilities: Float64Array,
  decision: Decision | undefined,
): ClassPrediction {
  const chosen = decide(task, probabilities, decision);
  const entries = task.classes.map((label, index) => [label, probabilities[index] as number]);
  return {
    label: task.classes[chosen] as string,
    probability: probabilities[chosen] as number,
    probabilities: Object.fromEntries(entries) as Record<string, number>,
  };
}

function labelWords({ target, classes }: Task, decision: Decision | undefined): string {
  if (decision === undefined) return `Most probable \`${target}\``;
  const { threshold, why } = decision;
  const how =
    threshold === undefined
      ? `The \`${target}\` decided for`
      : `\`${classes[1]}\` from a probability of ${threshold} on`;
  return `${how}: chosen for ${why}`;
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

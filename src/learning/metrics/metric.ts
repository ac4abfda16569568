import type { Decision } from '../../contracts/decision.js';
import type { JsonObject } from '../../contracts/json.js';
import type { Predictions } from '../../contracts/model.js';
import type { Params } from '../../contracts/params.js';
import { isLabelled, type Task, type TaskKind } from '../../contracts/task.js';
import { MlxError } from '../../errors/index.js';
import type { Clusters } from './clusters.js';

/** What really was, for some rows: a class index or a number each, and how much each row counts. */
export interface Truth {
  readonly task: Task;
  readonly values: Float64Array;
  /** At least 0; absent when all rows count the same. */
  readonly weights?: Float64Array;
  /** Of a forecast, whose values are those of one forecast after the other. */
  readonly forecasts?: ForecastTruth;
  /** Rows that belong together, where there are such. */
  readonly clusters?: Clusters;
}

/** What forecasts are of. */
export interface ForecastTruth {
  /** Values of each forecast, one after the other. */
  readonly horizon: number;
  /** The series of each forecast. */
  readonly of: Int32Array;
  /** How large the steps of each series were in training. */
  readonly scales: readonly { readonly mae: number; readonly rmse: number; readonly sd: number }[];
}

export interface MetricOptions {
  /** A binary task's positive class is predicted from this probability on; 0.5 by default. */
  readonly threshold?: number;
  /** Several classes: the one of least expected cost is predicted; see `Decision`. */
  readonly costs?: NonNullable<Decision['costs']>;
}

/** A metric's value, or why it has none, such as that only one class is present. */
export type Score =
  | {
      readonly value: number;
      /** Of a share, or the mean of several: the weight of the rows that each is a share of. */
      readonly of?: readonly number[];
    }
  | { readonly value: null; readonly reason: string };

/**
 * Scores the same rows again and again under different weights: sorting and the like are done once, so that
 * bootstrapping is cheap. Without weights every row counts 1; a row of weight 0 counts as absent.
 */
export type Scorer = (weights?: Float64Array) => Score;

/** How good predictions are, in one number, as scikit-learn defines it, edge cases included. */
export interface Metric {
  readonly name: string;
  readonly title: string;
  readonly tasks: readonly TaskKind[];
  /** Which way is better. */
  readonly direction: 'higher' | 'lower';
  /** Smallest and largest value it can take; null is unbounded. */
  readonly range: readonly [number | null, number | null];
  /** The tasks whose reports show it unasked; all of `tasks` when absent. */
  readonly shownFor?: readonly TaskKind[];
  /** It looks at what the model says alone, so that it has a value without labels too. */
  readonly needsNoTruth?: boolean;
  /** A score may take milliseconds, as that of a user's own code: it is not asked for tens of thousands of resamples. */
  readonly isCostly?: boolean;
  /** What it may be told, as in `fbeta(beta=2)`, and the metric that then comes of it. */
  readonly params?: Params;
  readonly told?: (values: JsonObject) => Metric;
  scorer(truth: Truth, predictions: Predictions, options: MetricOptions): Scorer;
}

/** The metric's value under the truth's own weights. Throws when the rows cannot be scored at all. */
export function scoreOf(
  metric: Metric,
  { truth, predictions }: { readonly truth: Truth; readonly predictions: Predictions },
  options: MetricOptions = {},
): Score {
  checkScorable(truth, predictions);
  return metric.scorer(truth, predictions, options)(truth.weights);
}

/** Throws when there are no rows, or when a target (where there is one), weight or prediction is not a number it can be. */
export function checkScorable({ task, values, weights }: Truth, predictions: Predictions): void {
  if (predictions.rows !== values.length) throw new RangeError('one prediction per row is needed');
  const counted = weights === undefined ? values.length : sum(weights);
  if (counted === 0) {
    throw new MlxError('evaluation/no-rows', 'There are no rows to evaluate on');
  }
  const isNumber = task.kind === 'regression' || task.kind === 'forecast';
  const classes = isNumber ? Infinity : task.classes.length;
  const isTarget = (value: number): boolean =>
    !isLabelled(task) || (Number.isFinite(value) && value < classes);
  const badTruth = countWhere(values, (value) => !isTarget(value));
  if (badTruth > 0) {
    throw new MlxError(
      'evaluation/bad-truth',
      `${badTruth} of ${values.length} rows have no \`${task.target}\` to compare with`,
    );
  }
  if (
    weights !== undefined &&
    countWhere(weights, (weight) => !(weight >= 0 && weight < Infinity)) > 0
  ) {
    throw new MlxError(
      'evaluation/bad-truth',
      'A row has a weight that is not a number of at least 0',
    );
  }
  const badCells = countWhere(predictions.values, (value) => !Number.isFinite(value));
  if (badCells > 0) {
    throw new MlxError(
      'evaluation/bad-predictions',
      `The model predicts ${badCells} values that are not numbers`,
      {
        hints: ['Lower the learning rate, or scale the features'],
      },
    );
  }
}

function countWhere(values: Float64Array, test: (value: number) => boolean): number {
  let count = 0;
  for (const value of values) if (test(value)) count++;
  return count;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

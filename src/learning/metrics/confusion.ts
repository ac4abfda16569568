import { decide } from '../../contracts/decision.js';
import type { Predictions } from '../../contracts/model.js';
import { noRows } from './averages.js';
import type { Metric, MetricOptions, Score, Truth } from './metric.js';

/** Weight of the rows of each true class (first index) predicted as each class (second): counts[true * classes + predicted]. */
export interface Confusion {
  readonly classes: number;
  readonly counts: Float64Array;
}

/** The class predicted for each row, as `decide` says. */
export function decisions(
  { values: truth, task }: Pick<Truth, 'values' | 'task'>,
  { values, width }: Predictions,
  options: MetricOptions,
): Uint32Array {
  const decided = new Uint32Array(truth.length);
  for (let row = 0; row < truth.length; row++) {
    decided[row] = decide(task, values.subarray(row * width, (row + 1) * width), options);
  }
  return decided;
}

/** Counts, weighted, how often each true class was predicted as which. */
export function confusionOf(
  { values, task }: Pick<Truth, 'values' | 'task'>,
  decided: Uint32Array,
  weights?: Float64Array,
): Confusion {
  const classes = task.classes.length;
  const counts = new Float64Array(classes * classes);
  for (let row = 0; row < values.length; row++) {
    const cell = (values[row] as number) * classes + (decided[row] as number);
    counts[cell] =
      (counts[cell] as number) + (weights === undefined ? 1 : (weights[row] as number));
  }
  return { classes, counts };
}

/** Scores by the confusion matrix alone. Metrics that look at the same rows and weights share it. */
export function confusionScorer(score: (confusion: Confusion) => Score): Metric['scorer'] {
  return (truth, predictions, options) => {
    const shared = sharedConfusions(truth, predictions, options);
    return (weights) => {
      const known = weights && shared.byWeights.get(weights);
      const confusion = known ?? confusionOf(truth, shared.decided, weights);
      if (weights !== undefined) shared.byWeights.set(weights, confusion);
      return score(confusion);
    };
  };
}

interface SharedConfusions {
  readonly truth: Truth;
  readonly options: MetricOptions;
  readonly decided: Uint32Array;
  readonly byWeights: WeakMap<Float64Array, Confusion>;
}

/** What was counted last for some predictions: seven metrics look at one confusion matrix. */
const lastShared = new WeakMap<Predictions, SharedConfusions>();

function sharedConfusions(
  truth: Truth,
  predictions: Predictions,
  options: MetricOptions,
): SharedConfusions {
  const { threshold, costs } = options;
  const last = lastShared.get(predictions);
  const isSame = last?.options.threshold === threshold && last?.options.costs === costs;
  if (last?.truth === truth && isSame) return last;
  const decided = decisions(truth, predictions, options);
  const shared = { truth, options, decided, byWeights: new WeakMap<Float64Array, Confusion>() };
  lastShared.set(predictions, shared);
  return shared;
}

/** What became of the rows of one class. */
export interface ClassCounts {
  /** Predicted as the class, and of the class. */
  readonly hits: number;
  /** Of the class. */
  readonly support: number;
  /** Predicted as the class. */
  readonly predicted: number;
}

/** Every class's counts, in index order. */
export function classCounts({ classes, counts }: Confusion): readonly ClassCounts[] {
  return Array.from({ length: classes }, (_, index) => {
    let support = 0;
    let predicted = 0;
    for (let other = 0; other < classes; other++) {
      support += counts[index * classes + other] as number;
      predicted += counts[other * classes + index] as number;
    }
    return { hits: counts[index * classes + index] as number, support, predicted };
  });
}

/** Of the rows predicted as the class, the share that is of it; 0 when none is predicted. */
export function precisionOf({ hits, predicted }: ClassCounts): number {
  return predicted === 0 ? 0 : hits / predicted;
}

/** Of the rows of the class, the share predicted as it; 0 when there are none. */
export function recallOf({ hits, support }: ClassCounts): number {
  return support === 0 ? 0 : hits / support;
}

/** Harmonic mean of precision and recall; 0 when there is nothing to find and nothing was predicted. */
export function f1Of({ hits, support, predicted }: ClassCounts): number {
  return support + predicted === 0 ? 0 : (2 * hits) / (support + predicted);
}

/** The way from scores of classes to one: all rows together, every class alike, or by its share of the rows. */
export type Average = 'micro' | 'macro' | 'weighted';

/** Fβ: recall counts β² times as much as precision; 0 when there is nothing to find and nothing was predicted. */
export function fbetaOf({ hits, support, predicted }: ClassCounts, beta: number): number {
  const square = beta ** 2;
  return support + predicted === 0 ? 0 : ((1 + square) * hits) / (square * support + predicted);
}

/** A score of classes as one number, over the classes that are true or predicted for any row (scikit-learn's `average`). */
export function averaged(
  confusion: Confusion,
  score: (counts: ClassCounts) => number,
  average: Average,
): Score {
  const seen = classCounts(confusion).filter(({ support, predicted }) => support + predicted > 0);
  if (seen.length === 0) return noRows;
  const sum = (of: (counts: ClassCounts) => number): number =>
    seen.reduce((total, each) => total + of(each), 0);
  const support = sum((each) => each.support);
  if (average === 'micro') {
    const predicted = sum((each) => each.predicted);
    return { value: score({ hits: sum((each) => each.hits), support, predicted }), of: [support] };
  }
  if (average === 'macro')
    return { value: sum(score) / seen.length, of: seen.map(sharedBy(score)) };
  return { value: sum((each) => each.support * score(each)) / support, of: [support] };
}

/**
 * A score of the positive class for binary tasks, else its mean over classes: of those that are neither true nor
 * predicted for any row nothing is known, so they do not count (scikit-learn's `average='macro'`).
 */
export function positiveOrMacro(
  confusion: Confusion,
  score: (counts: ClassCounts) => number,
): Score {
  const counts = classCounts(confusion);
  const seen = counts.filter(({ support, predicted }) => support + predicted > 0);
  if (seen.length === 0) return noRows;
  const positive = counts[1];
  const classes = counts.length === 2 && positive !== undefined ? [positive] : seen;
  const value = classes.reduce((sum, each) => sum + score(each), 0) / classes.length;
  return { value, of: classes.map(sharedBy(score)) };
}

/** The weight of the rows that a score of a class is a share of: what was said to be of the class for precision, else what is. */
function sharedBy(score: (counts: ClassCounts) => number): (counts: ClassCounts) => number {
  return ({ support, predicted }) => (score === precisionOf ? predicted : support);
}

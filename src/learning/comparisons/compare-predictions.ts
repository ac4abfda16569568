import type { Predictions } from '../../contracts/model.js';
import { randomFor } from '../../contracts/seeded-random.js';
import { decisions } from '../metrics/confusion.js';
import { quantilesOf } from '../metrics/evaluation/quantiles.js';
import { metricsFor } from '../metrics/index.js';
import type { Metric, MetricOptions, Truth } from '../metrics/metric.js';
import { deLong } from './delong.js';
import { mcnemar } from './mcnemar.js';

/** What a model said of the rows, and how its labels are decided. */
export interface Judged {
  readonly predictions: Predictions;
  readonly options: MetricOptions;
}

/** How a metric differs between two models on the same rows: second minus first. */
export interface MetricDifference {
  readonly difference: number;
  /** The middle 95 % of the difference over paired resamples; null without two defined ones. */
  readonly interval: readonly [low: number, high: number] | null;
  /** Two-sided probability of such a difference between equals; null when it cannot be told. */
  readonly p: number | null;
  readonly test: 'bootstrap' | 'delong' | 'mcnemar';
  /** Of a metric that takes long: that there were fewer resamples than of the others. */
  readonly resamples?: number;
}

export interface Comparison {
  readonly rows: number;
  readonly resamples: number;
  /** By name, every metric of the task, and those asked for beside them, that has a value for both. */
  readonly metrics: Readonly<Record<string, MetricDifference>>;
}

/**
 * Compares two models on the same rows. Every metric by the paired bootstrap (Efron; the same resampled rows for both),
 * 1,000 resamples unless there are very many rows; the p of `roc_auc` by DeLong and that of `accuracy` by McNemar's exact
 * test. `more` are metrics beside those of the task. Rows, truth and seed alone decide the result.
 */
export async function comparePredictions(
  truth: Truth,
  [first, second]: readonly [Judged, Judged],
  {
    more = [],
    seed,
    signal,
  }: {
    readonly more?: readonly Metric[];
    readonly seed: number;
    readonly signal: AbortSignal;
  },
): Promise<Comparison> {
  const resamples = resamplesFor(truth);
  const scorers = [...metricsFor(truth.task), ...more].map((metric) => ({
    metric,
    resamples: metric.isCostly === true ? Math.min(resamples, costlyResamples(truth)) : resamples,
    of: [first, second].map(({ predictions, options }) =>
      metric.scorer(truth, predictions, options),
    ),
  }));
  const differ = (weights?: Float64Array, resample = 0): (number | null)[] =>
    scorers.map(({ of, resamples: most }) => {
      if (resample >= most) return null;
      const [a, b] = of.map((scorer) => scorer(weights).value);
      return a === null || b === null || a === undefined || b === undefined ? null : b - a;
    });
  const found: number[][] = scorers.map(() => []);
  for (let resample = 0; resample < resamples; resample++) {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    const weights = drawn(truth.values.length, seed, resample);
    for (const [at, value] of differ(weights, resample).entries())
      if (value !== null) found[at]?.push(value);
  }
  const exact = exactTests(truth, first, second);
  const whole = differ();
  const results = scorers.flatMap(({ metric, resamples: own }, at) => {
    const difference = whole[at];
    if (difference === null || difference === undefined) return [];
    const differences = Float64Array.from(found[at] ?? []).sort();
    const test = exact[metric.name];
    const p = test?.p ?? (test === undefined ? bootstrapP(differences) : null);
    return [
      [
        metric.name,
        {
          ...{ difference, interval: middle(differences), p },
          test: test?.test ?? 'bootstrap',
          ...(own < resamples && { resamples: own }),
        },
      ] as const,
    ];
  });
  return { rows: truth.values.length, resamples, metrics: Object.fromEntries(results) };
}

type Exact = Readonly<
  Record<string, { readonly p: number | null; readonly test: 'delong' | 'mcnemar' }>
>;

function exactTests(truth: Truth, first: Judged, second: Judged): Exact {
  const { kind, classes } = truth.task;
  if (kind !== 'binary' && kind !== 'multiclass') return {};
  const decided = ({ predictions, options }: Judged) => decisions(truth, predictions, options);
  const accuracy = mcnemar(truth.values, decided(first), decided(second)).p;
  if (kind !== 'binary' || classes.length !== 2)
    return { accuracy: { p: accuracy, test: 'mcnemar' } };
  const scores = ({ predictions: { values } }: Judged) =>
    Float64Array.from(truth.values, (_, row) => values[2 * row + 1] as number);
  return {
    accuracy: { p: accuracy, test: 'mcnemar' },
    roc_auc: { p: deLong(truth.values, scores(first), scores(second)).p, test: 'delong' },
  };
}

/** 1,000, or as many as keep the drawn rows below 20 million, but at least 40. */
function resamplesFor({ values, task }: Truth): number {
  const passes = 2 * (task.kind === 'multiclass' ? task.classes.length : 1);
  return Math.max(40, Math.min(1000, Math.floor(2e7 / (values.length * passes))));
}

/** What is the project's own code takes some hundred times as long as ours: 1,000 up to 2,000 rows, and 200 of 10,000. */
function costlyResamples({ values }: Truth): number {
  return Math.max(40, Math.min(1000, Math.floor(2e6 / values.length)));
}

function drawn(rows: number, seed: number, resample: number): Float64Array {
  const random = randomFor(seed, `compare/bootstrap/${resample}`);
  const weights = new Float64Array(rows);
  for (let draw = 0; draw < rows; draw++) {
    const row = Math.floor(random() * rows);
    weights[row] = (weights[row] as number) + 1;
  }
  return weights;
}

/** Twice the smaller share of resamples on one side of 0, one resample counted on each side (Davison and Hinkley). */
function bootstrapP(differences: Float64Array): number | null {
  if (differences.length < 2) return null;
  const below = differences.filter((value) => value <= 0).length;
  const above = differences.filter((value) => value >= 0).length;
  return Math.min(1, (2 * (Math.min(below, above) + 1)) / (differences.length + 1));
}

function middle(sorted: Float64Array): MetricDifference['interval'] {
  if (sorted.length < 2) return null;
  const [low, high] = quantilesOf(sorted, [0.025, 0.975]);
  return low === undefined || high === undefined ? null : [low, high];
}

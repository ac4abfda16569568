import type { Decision } from '../../../contracts/decision.js';
import type { Predictions } from '../../../contracts/model.js';
import { isLabelled } from '../../../contracts/task.js';
import { metricsFor } from '../index.js';
import {
  checkScorable,
  type Metric,
  type MetricOptions,
  type Scorer,
  type Truth,
} from '../metric.js';
import { baselinePredictions } from './baseline.js';
import { breathe } from './breathe.js';
import { classificationDetail } from './classification-detail.js';
import { decidedOn } from './decided.js';
import type { Evaluation, Interval, MetricResult } from './evaluation.js';
import { forecastDetail } from './forecast-detail.js';
import { intervalsOf } from './intervals-of.js';
import { regressionDetail } from './regression-detail.js';
import { scoreDetail } from './score-detail.js';
import { worstRows } from './worst-rows.js';

export interface EvaluateOptions {
  readonly seed: number;
  /**
   * Resamples for plain intervals; 0 for none. Unless told, intervals are calibrated where units are few, and come from 200
   * resamples where they are many. Above 100,000 rows fewer are drawn, at least 40.
   */
  readonly bootstrap?: number;
  /** How labels are decided: the most probable class unless told. */
  readonly decision?: Decision | undefined;
  /** Class shares, or the mean, of the training rows; of the evaluated rows when absent. */
  readonly baseline?: readonly number[] | undefined;
  /** Of a forecast: what was one season before. */
  readonly floor?: Predictions | undefined;
  /** Number of each row at ingest, for the list of worst rows. */
  readonly rowIds?: ArrayLike<number> | undefined;
  /** Metrics that are wanted besides those that are shown of the task anyway. */
  readonly also?: readonly Metric[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Every metric of the task with a 95 % bootstrap interval, and what a report shows beside it. The same rows and seed
 * give the same result. Throws `evaluation/*` when the rows cannot be scored.
 */
export async function evaluatePredictions(
  truth: Truth,
  predictions: Predictions,
  options: EvaluateOptions,
): Promise<Evaluation> {
  checkScorable(truth, predictions);
  const { task } = truth;
  const { seed, decision, signal } = options;
  const { threshold = 0.5, costs } = decision ?? {};
  const deciding = { threshold, ...(costs !== undefined && { costs }) };
  const measured = withMore(metricsFor(task), options.also, task);
  const scorers: Scorer[] = [];
  for (const metric of measured) {
    await breathe(signal);
    scorers.push(metric.scorer(truth, predictions, deciding));
  }
  const { resamples, intervals } = await intervalsOf(measured, scorers, {
    ...{ truth, seed, plain: options.bootstrap, signal },
  });
  const floor = options.floor ?? baselinePredictions(truth, options.baseline);
  const baseline = baselineScores(truth, floor, { measured, deciding });

  const results = measured.map((metric, index) => {
    const score = scorers[index]?.(truth.weights) ?? { value: null, reason: 'not measured' };
    return [
      metric.name,
      metricResult(metric, { ...score, interval: intervals[index] ?? null, baseline }),
    ] as const;
  });

  return {
    version: 1,
    task,
    rows: truth.values.length,
    ...((task.kind === 'binary' || task.kind === 'anomaly') && { threshold }),
    ...(decision !== undefined && { decision: decidedOn(truth, predictions, decision) }),
    resamples,
    metrics: Object.fromEntries(results),
    detail: detailOf(truth, predictions, deciding),
    worst: worstRows(truth, predictions, { ...deciding, rowIds: options.rowIds }),
  };
}

function detailOf(
  truth: Truth,
  predictions: Predictions,
  deciding: MetricOptions & { readonly threshold: number },
): Evaluation['detail'] {
  const { kind } = truth.task;
  if (!isLabelled(truth.task)) return scoreDetail(truth, predictions, deciding);
  if (kind !== 'regression' && kind !== 'forecast') {
    return classificationDetail(truth, predictions, deciding);
  }
  return { ...regressionDetail(truth, predictions), ...forecastDetail(truth, predictions) };
}

function metricResult(
  { name, title, direction }: Metric,
  found: {
    readonly value: number | null;
    readonly reason?: string;
    readonly interval: Interval | null;
    readonly baseline: ReadonlyMap<string, number | null>;
  },
): MetricResult {
  return {
    title,
    direction,
    value: found.value,
    ...(found.reason !== undefined && { reason: found.reason }),
    interval: found.interval,
    baseline: found.baseline.get(name) ?? null,
  };
}

function baselineScores(
  truth: Truth,
  predictions: Predictions,
  {
    measured,
    deciding,
  }: { readonly measured: readonly Metric[]; readonly deciding: MetricOptions },
): ReadonlyMap<string, number | null> {
  return new Map(
    measured.map((metric) => [
      metric.name,
      metric.scorer(truth, predictions, deciding)(truth.weights).value,
    ]),
  );
}

/** Metrics and those besides that suit the task, each once. */
function withMore(
  shown: readonly Metric[],
  also: readonly Metric[] | undefined,
  task: Truth['task'],
): readonly Metric[] {
  const names = new Set(shown.map(({ name }) => name));
  return [
    ...shown,
    ...(also ?? []).filter(
      ({ name, tasks, needsNoTruth }) =>
        tasks.includes(task.kind) &&
        !names.has(name) &&
        (isLabelled(task) || needsNoTruth === true),
    ),
  ];
}

import type { Predictions } from '../../contracts/model.js';
import { isWorthCalibrating } from '../metrics/evaluation/calibrated.js';
import type { Interval } from '../metrics/evaluation/evaluation.js';
import type { ForecastTruth, Metric, MetricOptions, Scorer, Truth } from '../metrics/metric.js';
import { bootstrapInterval, type IntervalMethod } from './intervals.js';

/** What is judged: what a model says of some rows, and what really was. */
export interface Judged {
  readonly truth: Truth;
  readonly predictions: Predictions;
  /** How its numbers become labels. */
  readonly options: MetricOptions;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
}

/** How sure a requirement wants to be. */
export interface Certainty {
  /** The level of the interval that has to keep to the bounds; undefined when the value alone has to. */
  readonly sure?: number | undefined;
  /** `calibrated` where units are few and `bca` where they are many, unless told. */
  readonly method?: IntervalMethod | undefined;
}

/** An interval at the level wanted, of 95 % where none is. */
export function intervalOf(
  statistic: Scorer,
  { truth, seed, signal }: Pick<Judged, 'truth' | 'seed' | 'signal'>,
  { sure = 0.95, method = isWorthCalibrating(truth) ? 'calibrated' : 'bca' }: Certainty,
): Promise<Interval | null> {
  return bootstrapInterval(statistic, truth, {
    ...{ seed, label: 'judge/bootstrap', level: sure, method, signal },
  });
}

/** How much better one scorer finds a model than another: above 0 is better, whichever way the metric goes. */
export function gainOf(
  { direction }: Pick<Metric, 'direction'>,
  ours: Scorer,
  theirs: Scorer,
): Scorer {
  const sign = direction === 'higher' ? 1 : -1;
  return (weights) => {
    const [mine, other] = [ours(weights), theirs(weights)];
    if (mine.value === null) return mine;
    if (other.value === null) return other;
    return { value: sign * (mine.value - other.value) };
  };
}

/** Some of the rows, as if there were no others; of forecasts, whole ones with all their steps. */
export function someRows({ truth, predictions, ...rest }: Judged, rows: Uint32Array): Judged {
  const { weights, clusters, forecasts, ...about } = truth;
  const { width, values, low, high, ...said } = predictions;
  const pick = (from: Float64Array): Float64Array =>
    Float64Array.from(rows, (row) => from[row] as number);
  const picked = new Float64Array(rows.length * width);
  for (const [at, row] of rows.entries()) {
    picked.set(values.subarray(row * width, (row + 1) * width), at * width);
  }
  return {
    ...rest,
    truth: {
      ...about,
      values: pick(truth.values),
      ...(weights && { weights: pick(weights) }),
      ...(clusters && { clusters: { ...renumbered(clusters.of, rows) } }),
      ...(forecasts && { forecasts: { ...forecasts, of: seriesOf(forecasts, rows) } }),
    },
    predictions: {
      ...{ ...said, rows: rows.length, width, values: picked },
      ...(low && { low: pick(low) }),
      ...(high && { high: pick(high) }),
    },
  };
}

/** The series of each forecast whose values these rows are. */
function seriesOf({ of, horizon }: ForecastTruth, rows: Uint32Array): Int32Array {
  return Int32Array.from(
    { length: rows.length / horizon },
    (_, forecast) => of[Math.floor((rows[forecast * horizon] as number) / horizon)] as number,
  );
}

/** Clusters of which some rows are left, without those of which none is. */
function renumbered(
  of: Uint32Array,
  rows: Uint32Array,
): { readonly count: number; readonly of: Uint32Array } {
  const places = new Map<number, number>();
  const own = Uint32Array.from(rows, (row) => {
    const cluster = of[row] as number;
    const place = places.get(cluster) ?? places.size;
    places.set(cluster, place);
    return place;
  });
  return { count: places.size, of: own };
}

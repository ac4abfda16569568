import { normalQuantile, normalShare } from '../../contracts/normal-distribution.js';
import { randomFor } from '../../contracts/seeded-random.js';
import { drawnWeights, unitsOf, weightedBy } from '../metrics/drawn-weights.js';
import { resamplesFor } from '../metrics/evaluation/bootstrap.js';
import { breathe } from '../metrics/evaluation/breathe.js';
import { calibratedIntervals } from '../metrics/evaluation/calibrated.js';
import type { Interval } from '../metrics/evaluation/evaluation.js';
import { quantilesOf } from '../metrics/evaluation/quantiles.js';
import { settledInterval } from '../metrics/evaluation/settled-interval.js';
import type { Scorer, Truth } from '../metrics/metric.js';

/** How an interval is found. */
export type IntervalMethod = 'bca' | 'calibrated' | 'percentile';

export interface IntervalRequest {
  readonly seed: number;
  /** Names the stream of random numbers: statistics with the same label see the same resamples. */
  readonly label: string;
  /** The share of such intervals that hold the true value, such as 0.95. */
  readonly level: number;
  readonly method: IntervalMethod;
  /** 1,000 unless told; fewer where rows are very many. */
  readonly resamples?: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Leave-one-out values are taken over at most so many groups of units. */
const mostGroups = 200;

/**
 * A two-sided bootstrap interval of any number that follows from weights of rows: rows that belong together are drawn together. `bca`
 * corrects bias and skewness (Efron, "Better bootstrap confidence intervals", 1987); its acceleration comes from leaving
 * out up to 200 groups of units in turn; `calibrated` draws resamples of resamples (see `calibratedIntervals`). Null when the statistic has no value on enough of the resamples.
 */
export async function bootstrapInterval(
  statistic: Scorer,
  truth: Truth,
  request: IntervalRequest,
): Promise<Interval | null> {
  if (request.method !== 'calibrated') return plainInterval(statistic, truth, request);
  const { resamples = 1000 } = request;
  const [interval = null] = await calibratedIntervals([statistic], truth, {
    ...request,
    resamples,
  });
  return interval;
}

async function plainInterval(
  statistic: Scorer,
  truth: Truth,
  { seed, label, level, method, resamples = 1000, signal }: IntervalRequest,
): Promise<Interval | null> {
  const score = statistic(truth.weights);
  const { value } = score;
  if (value === null) return null;
  const found: number[] = [];
  const wanted = resamplesFor(truth, resamples);
  for (let resample = 0; resample < wanted; resample++) {
    if (resample % 16 === 0) await breathe(signal);
    const drawn = statistic(drawnWeights(truth, randomFor(seed, `${label}/${resample}`)));
    if (drawn.value !== null && Number.isFinite(drawn.value)) found.push(drawn.value);
  }
  if (found.length < Math.max(2, wanted / 2)) return null;
  const sorted = Float64Array.from(found).sort();
  const ends = [(1 - level) / 2, (1 + level) / 2];
  const shares = method === 'bca' ? corrected(ends, { sorted, value, statistic, truth }) : ends;
  const interval = quantilesOf(sorted, shares) as [number, number];
  return settledInterval(interval, score, { sorted, truth, level });
}

/** Where in the resamples the ends lie once bias and skewness are taken into account. */
function corrected(
  ends: readonly number[],
  {
    sorted,
    value,
    statistic,
    truth,
  }: {
    readonly sorted: Float64Array;
    readonly value: number;
    readonly statistic: Scorer;
    readonly truth: Truth;
  },
): readonly number[] {
  let below = 0;
  for (const each of sorted) below += each < value ? 1 : each === value ? 0.5 : 0;
  const share = below / sorted.length;
  // All on one side: there is nothing that a correction could be learnt from.
  if (share === 0 || share === 1) return ends;
  const bias = normalQuantile(share);
  const acceleration = accelerationOf(statistic, truth);
  return ends.map((end) => {
    const moved = bias + normalQuantile(end);
    const place = normalShare(bias + moved / (1 - acceleration * moved));
    return acceleration * moved < 1 ? place : end;
  });
}

/** A sixth of the skewness of what single units contribute, scaled by the root of their number. */
function accelerationOf(statistic: Scorer, truth: Truth): number {
  const units = unitsOf(truth);
  const groups = Math.min(units, mostGroups);
  const left: number[] = [];
  for (let group = 0; group < groups; group++) {
    const times = new Float64Array(units).fill(1);
    for (let unit = group; unit < units; unit += groups) times[unit] = 0;
    const { value } = statistic(weightedBy(truth, times));
    if (value !== null) left.push(value);
  }
  if (left.length < 2) return 0;
  const mean = left.reduce((sum, each) => sum + each, 0) / left.length;
  const moment = (power: number): number =>
    left.reduce((sum, each) => sum + (mean - each) ** power, 0);
  const spread = moment(2);
  return spread === 0 ? 0 : moment(3) / (6 * spread ** 1.5);
}

import { normalQuantile } from '../../../contracts/normal-distribution.js';
import { randomFor } from '../../../contracts/seeded-random.js';
import { studentReach } from '../../../contracts/student-distribution.js';
import { drawnTimes, redrawing, unitsOf, weightedBy } from '../drawn-weights.js';
import type { Score, Scorer, Truth } from '../metric.js';
import type { Drawing } from './bootstrap.js';
import { breathe } from './breathe.js';
import type { Interval } from './evaluation.js';
import { quantilesOf } from './quantiles.js';
import { settledInterval } from './settled-interval.js';

/** Above so many units a plain interval is as wide as it says, and this one takes seconds. */
const mostUnits = 1000;
/** Resamples of each resample. */
const again = 50;
/** Whether there are so few units that an interval is worth calibrating, and cheap enough. */
export function isWorthCalibrating(truth: Truth): boolean {
  return unitsOf(truth) <= mostUnits;
}

/**
 * Intervals by the studentised bootstrap (Efron 1981; Davison & Hinkley, "Bootstrap Methods and their Application", 1997, section 2.4
 * and, for resamples of resamples, 5.6): how many of its own standard deviations the value of the whole lies from each resample's, is
 * learnt from resamples of that resample, and the ends lie as many from the middle of all resamples, never beyond the outermost of them.
 * Where few rows decide, or a few large errors do, plain intervals are too narrow. Null where a score has no value, or has none on half
 * of the resamples.
 */
export async function calibratedIntervals(
  scorers: readonly Scorer[],
  truth: Truth,
  { seed, label, level, resamples, signal }: Drawing & { readonly level: number },
): Promise<readonly (Interval | null)[]> {
  const units = unitsOf(truth);
  const scores = scorers.map((scorer) => scorer(truth.weights));
  const whole = scores.map(({ value }) => value);
  const found = scorers.map(() => ({ values: [] as number[], distances: [] as number[] }));
  for (let resample = 0; resample < resamples; resample++) {
    await breathe(signal);
    const random = randomFor(seed, `${label}/${resample}`);
    const times = drawnTimes(units, random);
    const weights = weightedBy(truth, times);
    const values = scorers.map((scorer) => scorer(weights).value);
    const distances = distancesOf(whole, scorers, { truth, next: redrawing(times, random) });
    for (const [at, value] of values.entries()) {
      if (value !== null && Number.isFinite(value)) found[at]?.values.push(value);
      const distance = distances[at] ?? null;
      if (distance !== null && Number.isFinite(distance)) found[at]?.distances.push(distance);
    }
  }
  const ends = [(1 - level) / 2, (1 + level) / 2];
  // Distances come out too long, because each is measured in a deviation that is known from few values only.
  const widening = studentReach(1 - level, again - 1) / normalQuantile((1 + level) / 2);
  return found.map(({ values, distances }, at) => {
    const score = scores[at] as Score;
    if (score.value === null || Math.min(values.length, distances.length) < resamples / 2)
      return null;
    const [sorted, far] = [Float64Array.from(values).sort(), Float64Array.from(distances).sort()];
    const { mean, deviation } = spreadOf(values);
    const [low, high] = ends.map((share) => {
      const unbounded = mean + (deviation * quantile(far, share)) / widening;
      return Math.min(Math.max(unbounded, sorted[0] as number), sorted.at(-1) as number);
    }) as [number, number];
    const isBeside = score.value < low || score.value > high;
    const interval = isBeside
      ? (quantilesOf(sorted, ends) as [number, number])
      : ([low, high] as const);
    return settledInterval(interval, score, { sorted, truth, level });
  });
}

/** Stands for a distance without bounds, and can still be multiplied and subtracted. */
const farAway = 1e150;

/**
 * By how many standard deviations the score of the whole lies above the mean of resamples of one resample; null where fewer than half
 * of them have a score.
 */
function distancesOf(
  whole: readonly (number | null)[],
  scorers: readonly Scorer[],
  { truth, next }: { readonly truth: Truth; readonly next: () => Float64Array },
): readonly (number | null)[] {
  const scores = scorers.map(() => [] as number[]);
  for (let turn = 0; turn < again; turn++) {
    const weights = weightedBy(truth, next());
    for (const [at, scorer] of scorers.entries()) {
      const { value } = scorer(weights);
      if (value !== null) scores[at]?.push(value);
    }
  }
  return whole.map((value, at) => {
    const own = scores[at] as number[];
    if (value === null || own.length < again / 2) return null;
    const { mean, deviation } = spreadOf(own);
    const above = value - mean;
    return deviation > 0 ? above / deviation : Math.sign(above) * farAway;
  });
}

function spreadOf(values: readonly number[]): {
  readonly mean: number;
  readonly deviation: number;
} {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  // Of values that are all the same, a mean that is rounded must not make a difference.
  const isOne = values.every((each) => each === values[0]);
  if (isOne) return { mean: values[0] as number, deviation: 0 };
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/**
 * The value that so large a share of *all* draws lies below, as far as some can say: rank share × (n + 1), which lies further out
 * than NumPy's default. It matters here, where both ends lie among the last few of what was drawn.
 */
function quantile(sorted: Float64Array, share: number): number {
  const place = Math.min(Math.max(share * (sorted.length + 1) - 1, 0), sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}

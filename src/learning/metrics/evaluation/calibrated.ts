import { randomFor } from '../../../contracts/seeded-random.js';
import { drawnTimes, redrawing, unitsOf, weightedBy } from '../drawn-weights.js';
import type { Scorer, Truth } from '../metric.js';
import type { Drawing } from './bootstrap.js';
import { breathe } from './breathe.js';
import type { Interval } from './evaluation.js';

/** Above so many units a plain interval is as wide as it says, and this one takes seconds. */
const mostUnits = 1000;
/** Resamples of each resample. */
const again = 50;

/** Whether there are so few units that an interval is worth calibrating, and cheap enough. */
export function isWorthCalibrating(truth: Truth): boolean {
  return unitsOf(truth) <= mostUnits;
}

/**
 * Percentile intervals whose ends are moved to where they would have had to be for the *resamples'* own intervals to hold
 * the value of the whole as often as promised: the double bootstrap (Beran, "Prepivoting to reduce level error of
 * confidence sets", 1987; Davison & Hinkley 1997, section 5.6). Where few rows decide, or a few large errors do, plain ones
 * are too narrow. Null where a score has no value, or has none on half of the resamples.
 */
export async function calibratedIntervals(
  scorers: readonly Scorer[],
  truth: Truth,
  { seed, label, level, resamples, signal }: Drawing & { readonly level: number },
): Promise<readonly (Interval | null)[]> {
  const units = unitsOf(truth);
  const whole = scorers.map((scorer) => scorer(truth.weights).value);
  const found = scorers.map(() => ({ values: [] as number[], places: [] as Place[] }));
  for (let resample = 0; resample < resamples; resample++) {
    await breathe(signal);
    const random = randomFor(seed, `${label}/${resample}`);
    const times = drawnTimes(units, random);
    const weights = weightedBy(truth, times);
    const values = scorers.map((scorer) => scorer(weights).value);
    const places = placesOf(whole, scorers, { truth, next: redrawing(times, random) });
    for (const [at, value] of values.entries()) {
      if (value === null) continue;
      found[at]?.values.push(value);
      found[at]?.places.push(places[at] as Place);
    }
  }
  return found.map(({ values, places }, at) => {
    if (whole[at] === null || values.length < resamples / 2) return null;
    const sorted = Float64Array.from(values).sort();
    const end = (share: number): number => quantile(sorted, quantileOfPlaces(places, share));
    return [end((1 - level) / 2), end((1 + level) / 2)];
  });
}

/** How many of so many scores are below another one, ties as half. */
interface Place {
  readonly count: number;
  readonly of: number;
}

/** Where the score of the whole lies among those of resamples of one resample. */
function placesOf(
  whole: readonly (number | null)[],
  scorers: readonly Scorer[],
  { truth, next }: { readonly truth: Truth; readonly next: () => Float64Array },
): readonly Place[] {
  const below = scorers.map(() => ({ count: 0, of: 0 }));
  for (let turn = 0; turn < again; turn++) {
    const weights = weightedBy(truth, next());
    for (const [at, scorer] of scorers.entries()) {
      const [value, real, seen] = [scorer(weights).value, whole[at] ?? null, below[at]];
      if (value === null || real === null || seen === undefined) continue;
      seen.of++;
      seen.count += value < real ? 1 : value === real ? 0.5 : 0;
    }
  }
  return below;
}

/**
 * The share of a resample's own resamples that the score of the whole lies below, so often as asked. A count among 50 says no more
 * than that this share is within 1/51: it is taken as spread evenly over that, since steps of 2 % would make some intervals of 95 % ones
 * of 98 %, and others of 94 %.
 */
function quantileOfPlaces(places: readonly Place[], share: number): number {
  const belowOf = (place: number): number => {
    let sum = 0;
    for (const { count, of } of places) sum += Math.min(1, Math.max(0, place * (of + 1) - count));
    return sum / places.length;
  };
  let [low, high] = [0, 1];
  for (let halving = 0; halving < 40; halving++) {
    const middle = (low + high) / 2;
    if (belowOf(middle) < share) low = middle;
    else high = middle;
  }
  return high;
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

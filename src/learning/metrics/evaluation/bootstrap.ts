import { randomFor } from '../../../contracts/seeded-random.js';
import { drawnWeights } from '../drawn-weights.js';
import type { Score, Scorer, Truth } from '../metric.js';
import { breathe } from './breathe.js';
import type { Interval } from './evaluation.js';
import { quantilesOf } from './quantiles.js';
import { settledInterval } from './settled-interval.js';

/** How resamples are drawn. */
export interface Drawing {
  readonly seed: number;
  /** Names the stream of random numbers. */
  readonly label: string;
  readonly resamples: number;
  readonly signal: AbortSignal | undefined;
}

/** How many resamples are affordable: as many as wanted up to 20 million drawn rows, but at least 40. */
export function resamplesFor({ values, task }: Truth, wanted: number): number {
  const passes = task.kind === 'multiclass' ? task.classes.length : 1;
  const affordable = Math.floor(2e7 / (values.length * passes));
  return Math.min(wanted, Math.max(40, affordable));
}

/**
 * The middle 95 % of each score over resamples of the rows, drawn with replacement and those that belong together as one: Efron's
 * percentile bootstrap.
 * A resample is a weight per row, so that scorers need not sort again. Null without two defined scores.
 */
export async function bootstrapIntervals(
  scorers: readonly Scorer[],
  truth: Truth,
  { seed, label, resamples, signal }: Drawing,
): Promise<readonly (Interval | null)[]> {
  const found: number[][] = scorers.map(() => []);
  for (let resample = 0; resample < resamples; resample++) {
    await breathe(signal);
    const weights = drawnWeights(truth, randomFor(seed, `${label}/${resample}`));
    for (const [index, scorer] of scorers.entries()) {
      const { value } = scorer(weights);
      if (value !== null && Number.isFinite(value)) found[index]?.push(value);
    }
  }
  return found.map((scores, at) => middle(scores, (scorers[at] as Scorer)(truth.weights), truth));
}

function middle(scores: readonly number[], score: Score, truth: Truth): Interval | null {
  if (scores.length < 2) return null;
  const sorted = Float64Array.from(scores).sort();
  const interval = quantilesOf(sorted, [0.025, 0.975]) as [number, number];
  if (score.value === null) return interval;
  return settledInterval(interval, score, { sorted, truth, level: 0.95 });
}

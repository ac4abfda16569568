import { randomFor } from '../../../contracts/seeded-random.js';
import type { Scorer, Truth } from '../metric.js';
import type { Interval } from './evaluation.js';
import { quantilesOf } from './quantiles.js';

/** How many resamples are affordable: as many as wanted up to 20 million drawn rows, but at least 40. */
export function resamplesFor({ values, task }: Truth, wanted: number): number {
  const passes = task.kind === 'multiclass' ? task.classes.length : 1;
  const affordable = Math.floor(2e7 / (values.length * passes));
  return Math.min(wanted, Math.max(40, affordable));
}

/**
 * The middle 95 % of each score over resamples of the rows, drawn with replacement: Efron's percentile bootstrap.
 * A resample is a weight per row, so that scorers need not sort again. Null without two defined scores.
 */
export async function bootstrapIntervals(
  scorers: readonly Scorer[],
  truth: Truth,
  {
    seed,
    resamples,
    signal,
  }: {
    readonly seed: number;
    readonly resamples: number;
    readonly signal: AbortSignal | undefined;
  },
): Promise<readonly (Interval | null)[]> {
  const found: number[][] = scorers.map(() => []);
  for (let resample = 0; resample < resamples; resample++) {
    await breathe(signal);
    const weights = drawnWeights(truth, seed, resample);
    for (const [index, scorer] of scorers.entries()) {
      const { value } = scorer(weights);
      if (value !== null) found[index]?.push(value);
    }
  }
  return found.map(middle);
}

/** Lets others run, and stops when told to. */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}

/** The values of one forecast hang together: they are drawn together. */
function drawnWeights(
  { values, weights, forecasts }: Truth,
  seed: number,
  resample: number,
): Float64Array {
  const random = randomFor(seed, `evaluate/bootstrap/${resample}`);
  const block = forecasts?.horizon ?? 1;
  const blocks = values.length / block;
  const drawn = new Float64Array(values.length);
  for (let draw = 0; draw < blocks; draw++) {
    const from = Math.floor(random() * blocks) * block;
    for (let row = from; row < from + block; row++) {
      drawn[row] = (drawn[row] as number) + (weights === undefined ? 1 : (weights[row] as number));
    }
  }
  return drawn;
}

function middle(scores: readonly number[]): Interval | null {
  if (scores.length < 2) return null;
  const [low, high] = quantilesOf(Float64Array.from(scores).sort(), [0.025, 0.975]);
  return low === undefined || high === undefined ? null : [low, high];
}

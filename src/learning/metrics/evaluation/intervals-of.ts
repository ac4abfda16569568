import type { Metric, Scorer, Truth } from '../metric.js';
import { bootstrapIntervals, type Drawing, resamplesFor } from './bootstrap.js';
import { calibratedIntervals, isWorthCalibrating } from './calibrated.js';
import type { Interval } from './evaluation.js';

/** Intervals of 95 % of what was measured, in its order, and how many resamples they come from. */
export async function intervalsOf(
  measured: readonly Metric[],
  scorers: readonly Scorer[],
  {
    truth,
    seed,
    signal,
    plain = isWorthCalibrating(truth) ? undefined : 200,
  }: {
    readonly truth: Truth;
    readonly seed: number;
    readonly signal: AbortSignal | undefined;
    /** Resamples for plain intervals; calibrated ones where units are few, unless told. */
    readonly plain: number | undefined;
  },
): Promise<{ readonly resamples: number; readonly intervals: readonly (Interval | null)[] }> {
  const resamples = plain === undefined ? 200 : resamplesFor(truth, plain);
  const drawing = { seed, label: 'evaluate/bootstrap', resamples, signal };
  const intervals =
    plain === undefined
      ? await mostlyCalibrated(measured, scorers, { truth, ...drawing })
      : await bootstrapIntervals(scorers, truth, drawing);
  return { resamples, intervals };
}

/** Calibrated intervals, and plain ones of what is too costly for that. */
async function mostlyCalibrated(
  measured: readonly Metric[],
  scorers: readonly Scorer[],
  { truth, ...drawn }: { readonly truth: Truth } & Drawing,
): Promise<readonly (Interval | null)[]> {
  const [cheap, costly] = [false, true].map((isCostly) =>
    scorers.filter((_, at) => (measured[at]?.isCostly === true) === isCostly),
  ) as [Scorer[], Scorer[]];
  const found = new Map<Scorer, Interval | null>();
  const calibratedOnes = await calibratedIntervals(cheap, truth, { ...drawn, level: 0.95 });
  for (const [at, scorer] of cheap.entries()) found.set(scorer, calibratedOnes[at] ?? null);
  const plain = costly.length === 0 ? [] : await bootstrapIntervals(costly, truth, drawn);
  for (const [at, scorer] of costly.entries()) found.set(scorer, plain[at] ?? null);
  return scorers.map((scorer) => found.get(scorer) ?? null);
}

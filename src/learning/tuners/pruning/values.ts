import type { PruneRequest, TrialCurve } from '../pruner.js';

/** A trial's values as losses: smaller is better. */
export interface LossCurve {
  readonly number: number;
  readonly state: TrialCurve['state'];
  readonly steps: readonly { readonly step: number; readonly loss: number }[];
}

/** The curve with all values turned so that less is better. */
export function asLosses(
  { number, state, steps }: TrialCurve,
  { direction }: PruneRequest,
): LossCurve {
  const sign = direction === 'higher' ? -1 : 1;
  return { number, state, steps: steps.map(({ step, value }) => ({ step, loss: sign * value })) };
}

/** The loss at a step; NaN where there is none. */
export function lossAt({ steps }: LossCurve, step: number): number {
  return steps.find((one) => one.step === step)?.loss ?? Number.NaN;
}

/** The value below which a share of sorted values lies, between them by a straight line, as numpy does. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

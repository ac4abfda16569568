import type { PruneRequest, TrialCurve } from '../pruner.js';

/** A trial's values as losses: smaller is better. */
export interface LossCurve {
  readonly number: number;
  readonly state: TrialCurve['state'];
  readonly steps: readonly { readonly step: number; readonly loss: number }[];
}

/** What a value is multiplied by, so that less is better. */
export function signOf({ direction }: PruneRequest): number {
  return direction === 'higher' ? -1 : 1;
}

/** The curve with all values turned so that less is better. */
export function asLosses({ number, state, steps }: TrialCurve, request: PruneRequest): LossCurve {
  const sign = signOf(request);
  return { number, state, steps: steps.map(({ step, value }) => ({ step, loss: sign * value })) };
}

/** The value below which a share of sorted values lies, between them by a straight line, as numpy does. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

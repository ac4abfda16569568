import type { Score, Truth } from '../metric.js';
import { aroundValue } from './around-value.js';
import type { Interval } from './evaluation.js';
import { evenIfAlike } from './even-if-alike.js';

/** An interval as it may be shown: it holds its value, and has a width where all resamples were alike. `sorted` are the resamples' scores. */
export function settledInterval(
  interval: Interval,
  score: Score & { readonly value: number },
  {
    sorted,
    ...from
  }: { readonly sorted: Float64Array; readonly truth: Truth; readonly level: number },
): Interval {
  return evenIfAlike(aroundValue(interval, score.value, sorted), score, from);
}

import type { Interval } from './evaluation.js';

/**
 * An interval that holds the value it is of. Resamples of some scores all lie to one side of it: rows drawn twice raise a calibration
 * error, for one. What their mean is off by is taken off both ends then, though never so that scores without a sign get one, or shares are more than all.
 */
export function aroundValue([low, high]: Interval, value: number, sorted: Float64Array): Interval {
  if (low <= value && value <= high) return [low, high];
  const isShare = value <= 1 && (sorted[0] as number) >= 0 && (sorted.at(-1) as number) <= 1;
  const off = sorted.reduce((sum, each) => sum + each, 0) / sorted.length - value;
  const least = Math.min(0, sorted[0] as number);
  const most = isShare ? 1 : Infinity;
  return [Math.min(value, Math.max(low - off, least)), Math.max(value, Math.min(high - off, most))];
}

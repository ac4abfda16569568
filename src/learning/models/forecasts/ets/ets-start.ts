import type { EtsForm, EtsParams } from './ets-form.js';

type Start = Pick<EtsParams, 'level' | 'slope' | 'seasonal'>;

/**
 * The states to begin the search from, as Hyndman et al. (2008), section 2.6.1: seasons by classical decomposition of the first
 * cycles, level and slope by a line through the first ten values without their seasons.
 */
export function startOf({ season, trend, length }: EtsForm, values: Float64Array): Start {
  const seasonal = season === 'none' ? [] : seasonsOf(values, length, season);
  const plain = Array.from(values.subarray(0, Math.max(10, 2 * length)), (value, at) => {
    if (season === 'none') return value;
    const own = seasonal[at % length] as number;
    return season === 'additive' ? value - own : value / own;
  });
  const line = lineThrough(
    trend === 'none' ? plain.slice(0, 10) : plain.slice(0, Math.max(10, 2 * length)),
  );
  if (trend === 'none') return { level: mean(plain.slice(0, 10)), slope: 0, seasonal };
  return { level: line.at, slope: line.slope, seasonal };
}

/** Seasonal parts that sum to 0, or whose mean is 1: means of what a centred moving average leaves. */
function seasonsOf(
  values: Float64Array,
  length: number,
  kind: 'additive' | 'multiplicative',
): readonly number[] {
  const cycles = Math.min(values.length, Math.max(4, Math.ceil(60 / length)) * length);
  const sums = new Float64Array(length);
  const counts = new Float64Array(length);
  const half = Math.floor(length / 2);
  for (let at = half; at < cycles - half; at++) {
    const trend = centred(values, at, length);
    const value = values[at] as number;
    const part = kind === 'additive' ? value - trend : value / trend;
    if (!Number.isFinite(part)) continue;
    sums[at % length] = (sums[at % length] as number) + part;
    counts[at % length] = (counts[at % length] as number) + 1;
  }
  const neutral = kind === 'additive' ? 0 : 1;
  const parts = Array.from(sums, (sum, at) => {
    const count = counts[at] as number;
    return count === 0 ? neutral : sum / count;
  });
  const middle = mean(parts);
  if (kind === 'additive') return parts.map((part) => part - middle);
  // A factor near 0 would blow up what it divides.
  return parts.map((part) => Math.max(part / middle, 0.01));
}

function centred(values: Float64Array, at: number, length: number): number {
  const half = Math.floor(length / 2);
  let sum = 0;
  for (let near = at - half; near <= at + half; near++) sum += values[near] as number;
  if (length % 2 === 1) return sum / length;
  // An even season: the two ends are half in.
  return (sum - ((values[at - half] as number) + (values[at + half] as number)) / 2) / length;
}

/** The least squares line; `at` is its value just before the first. */
function lineThrough(values: readonly number[]): { readonly at: number; readonly slope: number } {
  const middle = (values.length + 1) / 2;
  const height = mean(values);
  let [products, squares] = [0, 0];
  for (const [at, value] of values.entries()) {
    products += (at + 1 - middle) * (value - height);
    squares += (at + 1 - middle) ** 2;
  }
  const slope = squares === 0 ? 0 : products / squares;
  return { at: height - slope * middle, slope };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

import type { Params, ValuesOf } from '../../../../contracts/params.js';
import type { Fences, NumberColumn } from '../step.js';
import { quantileOf } from './quantile.js';

export const fenceParams = {
  fence: {
    enum: ['iqr', 'z', 'mad'],
    default: 'iqr',
    description:
      'What is an outlier. `iqr`: beyond the quartiles by more than `fence_width` interquartile ranges; `z`: more than `fence_width` standard deviations from the mean; `mad`: more than `fence_width` scaled median absolute deviations from the median',
  },
  fence_width: {
    type: 'number',
    exclusiveMinimum: 0,
    description: 'How far the fences are; 1.5 for `iqr`, 3 for `z` and 3.5 for `mad` when left out',
  },
} as const satisfies Params;

export type FenceParams = ValuesOf<typeof fenceParams>;

/**
 * Tukey's fences, standard scores, or Iglewicz and Hoaglin's modified z-scores (1993, factor 1/0.6745). A column without
 * spread by the measure, such as one that is mostly 0, is fenced by its own smallest and largest value.
 */
export async function fencesOf(
  column: NumberColumn,
  { fence, fence_width: width }: FenceParams,
): Promise<Fences> {
  const { mean, sd, min, max } = await column.summary();
  if (!(min < max)) return Number.isFinite(min) ? { low: min, high: max } : { low: 0, high: 0 };
  const { low, high, spread } = await measures[fence](column, { mean, sd });
  if (!(spread > 0)) return { low: min, high: max };
  const reach = (width ?? widths[fence]) * spread;
  return { low: low - reach, high: high + reach };
}

const widths = { iqr: 1.5, z: 3, mad: 3.5 } as const;

interface Measure {
  readonly low: number;
  readonly high: number;
  readonly spread: number;
}

type Moments = { readonly mean: number; readonly sd: number };

const measures: Readonly<
  Record<FenceParams['fence'], (column: NumberColumn, moments: Moments) => Promise<Measure>>
> = {
  z: (_column, { mean, sd }) => Promise.resolve({ low: mean, high: mean, spread: sd }),
  async iqr(column) {
    const sorted = await column.sorted();
    const [low, high] = [quantileOf(sorted, 0.25), quantileOf(sorted, 0.75)];
    return { low, high, spread: high - low };
  },
  async mad(column) {
    const sorted = await column.sorted();
    const median = quantileOf(sorted, 0.5);
    const distances = sorted.map((value) => Math.abs(value - median)).sort();
    return { low: median, high: median, spread: quantileOf(distances, 0.5) / 0.6745 };
  },
};

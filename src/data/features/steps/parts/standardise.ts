import { summaryOf } from '../../number-column.js';

/** Where the mean lies and what is one standard deviation; 0 for a column with a single value. */
export type Standard = { readonly mean: number; readonly sd: number };

/** What brings values to mean 0 and standard deviation 1. */
export function standardOf(values: Float64Array): Standard {
  const { mean, sd, min, max } = summaryOf(values);
  return min < max ? { mean, sd } : { mean: values.length === 0 ? 0 : mean, sd: 0 };
}

/** The value on that scale. */
export function standardised(value: number, { mean, sd }: Standard): number {
  return sd === 0 ? 0 : (value - mean) / sd;
}

import type { Series } from '../../contracts/forecast.js';

/** How large the steps of a series are over the values that were learnt from. */
export interface SeriesScale {
  /** Mean absolute, and root mean squared, error of saying what was one season before. */
  readonly mae: number;
  readonly rmse: number;
  /** Population standard deviation. */
  readonly sd: number;
}

/** Scales of one series; a series shorter than a season is compared with its value before. Zero where it never changes. */
export function scaleOf({ values }: Pick<Series, 'values'>, season: number): SeriesScale {
  const lag = values.length > season ? season : 1;
  let [absolute, squared] = [0, 0];
  for (let at = lag; at < values.length; at++) {
    const error = (values[at] as number) - (values[at - lag] as number);
    absolute += Math.abs(error);
    squared += error * error;
  }
  const count = Math.max(1, values.length - lag);
  return { mae: absolute / count, rmse: Math.sqrt(squared / count), sd: spread(values).sd };
}

/** Mean and population standard deviation. */
export function spread(values: Float64Array): { readonly mean: number; readonly sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / Math.max(1, values.length)) };
}

import type { IngestedColumn } from '../../data/describe-table.js';

/** What a forecast needs to be told beside its target. */
export interface ForecastGuess {
  /** The column that says when. */
  readonly time: string;
  /** The column whose values name the series, where times repeat. */
  readonly series?: string;
  /** Steps ahead. */
  readonly horizon: number;
}

const hour = 3_600_000;
const day = 24 * hour;

/** A guess from the first column of times and the first category; undefined when there are no times. */
export function guessForecast(columns: readonly IngestedColumn[]): ForecastGuess | undefined {
  const time = columns.find(({ type }) => type === 'timestamp');
  if (time === undefined) return undefined;
  const series = time.unique
    ? undefined
    : columns.find(({ type, role }) => type === 'category' && role !== 'target');
  const usual = usualHorizon(time);
  return {
    time: time.name,
    horizon: Math.max(1, Math.min(usual, Math.floor(time.distinct / 10))),
    ...(series !== undefined && { series: series.name }),
  };
}

/** A year of months, a quarter of weeks, four weeks of days, a day of hours. */
function usualHorizon({ min, max, distinct }: IngestedColumn): number {
  const step = (Date.parse(String(max)) - Date.parse(String(min))) / Math.max(1, distinct - 1);
  if (step > 20 * day) return 12;
  if (step > 3 * day) return 13;
  return step > 12 * hour ? 28 : 24;
}

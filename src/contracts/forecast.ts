/**
 * The distance between two neighbouring times of a series: calendar months, milliseconds, or plain numbers. `anchor` is what
 * all times share: milliseconds (or number) modulo the distance, or within the month; `monthEnd` for last days of months, and
 * `phase` for the first month of several.
 */
export interface TimeStep {
  readonly unit: 'month' | 'ms' | 'number';
  readonly every: number;
  readonly anchor: number;
  readonly phase?: number;
  readonly monthEnd?: boolean;
}

/** What becomes of times that a series leaves out. */
export const gapPolicies = ['fail', 'previous', 'seasonal', 'zero'] as const;
export type GapPolicy = (typeof gapPolicies)[number];

/** A column that is known for times to come; true and false are 1 and 0. */
export interface KnownColumn {
  readonly name: string;
  readonly type: 'number' | 'boolean';
}

/** What a forecast is of, and how far it reaches. */
export interface ForecastShape {
  /** The column that says when, and the one whose values name the series, if there are several. */
  readonly time: string;
  readonly series?: string;
  /** The columns to forecast: with several, each is a series of its own. */
  readonly targets: readonly string[];
  /** Columns whose values are known for times to come as well, such as prices that are planned. */
  readonly knownAhead?: readonly KnownColumn[];
  /** How many steps ahead. */
  readonly horizon: number;
  /** Steps in a season; 1 for none. */
  readonly season: number;
  readonly step: TimeStep;
  readonly gaps: GapPolicy;
  /** Share of the truths that intervals are to hold. */
  readonly interval: number;
}

/** Values at regular times, none missing. */
export interface Series {
  /** The value of the series column; null without one. */
  readonly name: string | null;
  readonly target: string;
  /** Number of the first value's time on the grid of the step. */
  readonly start: number;
  readonly values: Float64Array;
  /**
   * For each column of `knownAhead`, its values from the same time on: those for times to come too, as far as they are known.
   * NaN is missing.
   */
  readonly ahead?: readonly Float64Array[];
}

/**
 * What a forecast is made from: whole series, and for each row the series and how many of its values are known then. A row's
 * answer is about the values that follow; nothing may look at them.
 */
export interface Panel {
  readonly series: readonly Series[];
  readonly of: Int32Array;
  readonly known: Int32Array;
}

/** How far truths have been from forecasts, so that intervals can be as wide. */
export interface ForecastIntervals {
  readonly level: number;
  /** For each step ahead, half the width, in units of the scale of a series. */
  readonly widths: readonly number[];
  /** Of each series that was learnt from, by its key: the mean absolute error of the seasonal naive forecast. */
  readonly scales: Readonly<Record<string, number>>;
}

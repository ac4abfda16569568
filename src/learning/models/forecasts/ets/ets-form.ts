/** Which exponential smoothing: Hyndman's taxonomy, without multiplicative trends, which run away. */
export interface EtsForm {
  readonly error: 'additive' | 'multiplicative';
  readonly trend: 'none' | 'additive' | 'damped';
  readonly season: 'none' | 'additive' | 'multiplicative';
  /** Steps in a season; 1 without one. */
  readonly length: number;
}

/** How fast a form forgets, and what it begins with. */
export interface EtsParams {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
  readonly level: number;
  readonly slope: number;
  /** Of the first season, in order of time. */
  readonly seasonal: readonly number[];
}

/** A form in three letters, such as `MAdM`. */
export function formName({ error, trend, season }: EtsForm): string {
  const letters = { none: 'N', additive: 'A', damped: 'Ad', multiplicative: 'M' } as const;
  return `${letters[error]}${letters[trend]}${letters[season]}`;
}

/** Everything a form fits: smoothing parameters, the states it begins with, and the variance. */
export function countParams({ trend, season, length }: EtsForm): number {
  const trends = { none: 0, additive: 2, damped: 3 }[trend];
  return 3 + trends + (season === 'none' ? 0 : length);
}

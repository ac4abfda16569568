import { exactPercent } from '../../contracts/figure.js';
import type { Interval } from '../metrics/evaluation/evaluation.js';

/** What a number has to keep to. */
export interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** A number, what is known of it, and what is required of it. */
export interface Bounded extends Bounds {
  readonly value: number;
  readonly interval: Interval | null;
  /** Of the interval; 0.95 unless told. */
  readonly level?: number | undefined;
  /** Whether all of the interval has to keep to the bounds. */
  readonly sure?: boolean | undefined;
}

/** Whether a number keeps to its bounds. One that has to do so for sure does not without an interval. */
export function keeps({ value, interval, sure = false, min, max }: Bounded): boolean {
  const [low, high] = sure ? (interval ?? [NaN, NaN]) : [value, value];
  return low >= (min ?? -Infinity) && high <= (max ?? Infinity);
}

/** `at least 0.8 and at most 0.9`. */
export function boundWords({ min, max }: Bounds): string {
  return [
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
  ].join(' and ');
}

/** `0.8412 (95 % interval 0.8201 to 0.8619), as required at least 0.8`, or how it is not. */
export function boundedWords(bounded: Bounded): string {
  const { interval, sure = false, value } = bounded;
  const limits = limitsOf(bounded);
  const passed = keeps(bounded);
  const wanted = boundWords(bounded);
  const found = figureWords(bounded);
  if (!sure) {
    const [low, high] = interval ?? [value, value];
    const doubt = limits.some((limit) => low < limit && high > limit)
      ? '; the interval reaches both sides of the limit'
      : '';
    return `${found}, ${passed ? 'as required' : 'and is required to be'} ${wanted}${doubt}`;
  }
  if (passed) return `${found}, as required ${wanted} over the whole interval`;
  if (interval === null)
    return `${found}, and no interval could be found to be sure that it is ${wanted}`;
  const alone = keeps({ ...bounded, sure: false }) ? '; the value alone would do' : '';
  return `${found}, and the whole interval is required to be ${wanted}${alone}`;
}

/** `0.8412 (95 % interval 0.8201 to 0.8619)`. */
function figureWords(bounded: Bounded): string {
  const { value, interval, level = 0.95 } = bounded;
  const limits = limitsOf(bounded);
  if (interval === null) return rounded(value, limits);
  const [low, high] = interval;
  const ends = `${rounded(low, limits)} to ${rounded(high, limits)}`;
  return `${rounded(value, limits)} (${exactPercent(level)} interval ${ends})`;
}

/**
 * Four decimals as in the table of metrics (fewer of large values, four digits of what is tiny or huge), or as many as it takes to
 * stay on the right side of the limits.
 */
export function rounded(value: number, limits: readonly number[] = []): string {
  const size = Math.abs(value);
  const isPlain = !Number.isInteger(value) && size >= 0.5e-4 && size < 1e5;
  const fewest = isPlain ? Math.max(1, 4 - Math.floor(Math.log10(Math.max(size, 1)))) : 4;
  for (let digits = fewest; digits < 17; digits++) {
    const short = isPlain ? value.toFixed(digits) : String(Number(value.toPrecision(digits)));
    if (limits.every((limit) => Math.sign(Number(short) - limit) === Math.sign(value - limit))) {
      return short;
    }
  }
  return String(value);
}

function limitsOf({ min, max }: Bounds): readonly number[] {
  return [min, max].filter((limit) => limit !== undefined);
}

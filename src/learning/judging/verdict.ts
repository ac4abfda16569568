import type { Interval } from '../metrics/evaluation/evaluation.js';

/** Whether a requirement is met, and why, in a sentence. */
export interface Verdict {
  /** What is required, in words. */
  readonly wanted: string;
  /** The metric it is about, if it is about one. */
  readonly metric?: string;
  readonly value: number | null;
  readonly interval: Interval | null;
  readonly min?: number;
  readonly max?: number;
  readonly passed: boolean;
  readonly explanation: string;
  /** What it was found from: slices, groups, models or disturbances. */
  readonly cases?: CaseTable;
}

/** One line for each slice, group, model or disturbance that was looked at. */
export interface CaseTable {
  /** What a case is: `slice`, `group`, `model` or `disturbance`. */
  readonly of: string;
  /** Names of the figures of each case. */
  readonly figures: readonly string[];
  readonly list: readonly Case[];
}

export interface Case {
  readonly name: string;
  readonly rows: number;
  /** In the order of `figures`; null where there is none. */
  readonly values: readonly (number | null)[];
  /** Of the first figure. */
  readonly interval?: Interval | null;
  /** Absent where it is not judged, and `note` says why. */
  readonly passed?: boolean;
  readonly note?: string;
}

/** A verdict on what could not be measured: it does not pass. */
export function unmeasured(
  about: Pick<Verdict, 'wanted' | 'metric' | 'min' | 'max'>,
  explanation: string,
): Verdict {
  return { ...about, value: null, interval: null, passed: false, explanation };
}

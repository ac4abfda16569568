import type { Place } from '../../errors/index.js';

/** Something that was checked on the way, and what came of it. Plain data. */
export interface Check {
  /** The stage it belongs to, or `project`. */
  readonly part: string;
  /** What must hold, without figures: the same from run to run, as long as the project says the same. */
  readonly name: string;
  readonly state: 'passed' | 'warned' | 'failed' | 'skipped';
  /** A code of the catalogue, `audit/…` or `warning/…`. */
  readonly code: string;
  /** What was found, in a sentence. */
  readonly message: string;
  /** Where it is written what must hold; the file is relative to the root of the repository. */
  readonly place?: Place;
  /** Where it does not hold: rows of data. */
  readonly related?: readonly Place[];
  readonly hints?: readonly string[];
  readonly seconds?: number;
}

/** All that was checked by one command. */
export interface ChecksReport {
  readonly project: string;
  /** As it was typed, without `mlx`. */
  readonly command: string;
  /** The run's id, when it came to one. */
  readonly run?: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly exit: { readonly code: number; readonly name: string };
  /** The mlx that checked. */
  readonly version: string;
  /** The project file, relative to the root of the repository: what is about no file is about this one. */
  readonly file: string;
  readonly checks: readonly Check[];
}

/** Checks that went wrong, failures first. */
export function troubles(checks: readonly Check[]): readonly Check[] {
  return [
    ...checks.filter(({ state }) => state === 'failed'),
    ...checks.filter(({ state }) => state === 'warned'),
  ];
}

/** The message with what to do about it. */
export function withHints({ message, hints = [] }: Pick<Check, 'message' | 'hints'>): string {
  return [message, ...hints.map((hint) => `hint: ${hint}`)].join('\n');
}

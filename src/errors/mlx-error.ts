import { type ErrorCode, errorCatalogue } from './catalogue.js';
import { exitCodes } from './exit-codes.js';

/** Where in a file the user should look. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** The offending line, as written. */
  readonly source?: string;
}

/** One thing wrong, where it stands, and what to do about it. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly place?: Place;
  /** What the user can do next: one imperative sentence each. */
  readonly hints?: readonly string[];
}

export interface MlxErrorOptions {
  readonly place?: Place;
  /** What the user can do next: one imperative sentence each. */
  readonly hints?: readonly string[];
  /** Several problems of the same kind, all shown. */
  readonly problems?: readonly Problem[];
  readonly cause?: unknown;
}

/**
 * A failure we foresaw and can explain. Anything else that is thrown is a bug in mlx.
 * The code is stable and stands in the catalogue; the message may be reworded.
 */
export class MlxError extends Error {
  readonly code: ErrorCode;
  readonly exitCode: number;
  readonly place: Place | undefined;
  readonly hints: readonly string[];
  readonly problems: readonly Problem[];

  constructor(code: ErrorCode, message: string, options: MlxErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'MlxError';
    this.code = code;
    this.exitCode = exitCodes[errorCatalogue[code].exit].code;
    this.place = options.place;
    this.hints = options.hints ?? [];
    this.problems = options.problems ?? [];
  }
}

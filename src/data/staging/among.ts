/** Where a file stands among the files of a source. */
export interface Among {
  /** From 1. */
  readonly number: number;
  readonly of: number;
  /** Bytes of the files before it, and of all. */
  readonly before: number;
  readonly bytes: number;
}

/** A file that is read, and how many rows the files before it had. */
export interface Reached extends Among {
  readonly rows: number;
}

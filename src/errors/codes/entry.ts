import type { ExitReason } from '../exit-codes.js';

/** What is known of a failure before it happens. */
export interface ErrorEntry {
  readonly exit: ExitReason;
  /** One line: what went wrong. */
  readonly title: string;
  /** A few sentences: why mlx refuses, and how to mend it. */
  readonly explanation: string;
}

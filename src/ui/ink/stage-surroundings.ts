import type { ReporterLook } from '../reporter.js';

/** What the lines of a stage are written for. */
export interface LiveView {
  readonly look: ReporterLook;
  /** Milliseconds on the reporter's clock. */
  readonly now: number;
  /** Columns right of the stage's name. */
  readonly room: number;
}

import type { ProjectOptions } from '../common-options.js';

/** What to look at, and how to show it. */
export interface ProfileOptions extends ProjectOptions {
  readonly column?: string;
  /** True without a file name. */
  readonly html?: string | true;
  readonly against?: string;
  readonly target?: string;
  readonly source: readonly string[];
  readonly force?: boolean;
}

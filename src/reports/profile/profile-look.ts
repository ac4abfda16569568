import type { Style } from '../../ui/style.js';
import type { Symbols } from '../../ui/symbols.js';

/** How a profile looks in a terminal or a pipe. */
export interface ProfileLook {
  readonly style?: Style;
  readonly symbols: Symbols;
  /** Columns of the terminal. Leave out for pipes: then nothing is cut. */
  readonly columns?: number;
}

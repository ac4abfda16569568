import type { CommonOptions } from '../common-options.js';

/** What `mlx init` may be told. */
export interface InitOptions extends CommonOptions {
  readonly template?: string;
  readonly from?: string;
  readonly target?: string;
  readonly task?: 'classification' | 'regression';
  readonly source: readonly string[];
  readonly force?: boolean;
}

import type { CommonOptions } from '../common-options.js';
import type { TaskType } from './task-of-column.js';

/** What `mlx init` may be told. */
export interface InitOptions extends CommonOptions {
  readonly template?: string;
  readonly from?: string;
  readonly target?: string;
  readonly task?: TaskType;
  readonly source: readonly string[];
  readonly force?: boolean;
}

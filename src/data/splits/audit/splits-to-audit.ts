import type { JsonObject } from '../../../contracts/json.js';
import type { PerSplit } from '../split-strategy.js';
import type { SplitFiles } from '../write/split-files.js';

/** The written splits, and how they came about. */
export interface SplitsToAudit {
  readonly files: SplitFiles;
  readonly rows: PerSplit;
  readonly strategy: string;
  readonly params: JsonObject;
}

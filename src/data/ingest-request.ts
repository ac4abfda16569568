import type { Emit } from '../contracts/events.js';
import type { JsonObject } from '../contracts/json.js';
import type { Column, TableInfo } from '../contracts/table.js';
import type { ColumnsSettings } from './columns/column-settings.js';
import type { CombineStep } from './combine-sources.js';
import type { IngestedColumn } from './describe-table.js';
import type { PrivacyResult, PrivacySettings } from './privacy/apply-privacy.js';
import type { PersonalFinding } from './privacy/detect-personal-data.js';
import type { Finding } from './quality/finding.js';
import type { WrittenRule } from './quality/prepare-checks.js';
import type { Sampled, SampleSettings } from './sample-draft.js';
import type { SourceSpec } from './staging/offers.js';
import type { StepSettings } from './steps/user-step.js';

/** What is read, how it becomes a table, and where that is written. */
export interface IngestRequest {
  readonly sources: readonly SourceSpec[];
  /** Name of an extra column that holds each row's source. */
  readonly sourceColumn?: string;
  /** The project's folder for what saves work; without it every file is read. */
  readonly cacheDir?: string;
  /** How the sources become one table; by default they are stacked. */
  readonly combine?: readonly CombineStep[];
  readonly columns: ColumnsSettings;
  /** Only some of the rows, to try a project. */
  readonly sample?: SampleSettings;
  /** Modules of the project's own that change the table once its columns are shaped. */
  readonly steps?: readonly StepSettings[];
  readonly target?: string;
  readonly quality?: {
    readonly rules: readonly WrittenRule[];
    /** File for the rows that make it fail: outside of the output, which then comes to nothing. */
    readonly rejects: string;
  };
  /** How personal data is found and protected; by default it is only looked for. */
  readonly privacy?: PrivacySettings;
  readonly projectDir: string;
  /** Existing folder; `table.parquet` is written into it, and `quarantine.csv` when rows are set aside. */
  readonly output: string;
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** What one source brought. */
export interface IngestedSource {
  readonly name: string;
  readonly files: readonly string[];
  /** How its first file was read. */
  readonly dialect: JsonObject;
  readonly rows: number;
  readonly bytes: number;
}

/** Everything known of the table, as plain data. */
export interface IngestResult {
  readonly table: TableInfo;
  /** Present when the table was made from some of the rows only. */
  readonly sample?: Sampled;
  readonly columns: readonly IngestedColumn[];
  /** The columns that the sources brought, before `columns` and `steps` changed them. */
  readonly before: readonly Pick<Column, 'name' | 'type'>[];
  /** The columns before the first of `steps` and after each; absent without steps. */
  readonly stepped?: readonly (readonly Pick<Column, 'name' | 'type'>[])[];
  readonly sources: readonly IngestedSource[];
  /** Names the content of `table.parquet`: the same rows give the same. */
  readonly digest: string;
  /** What the quality rules found, in the order of the rules. */
  readonly quality: readonly Finding[];
  /** Rows that are not in the table because they break a rule. */
  readonly quarantined: number;
  /** What was done and found about personal data. */
  readonly privacy: PrivacyResult & {
    /** The columns in which personal data was looked for; artifacts of earlier versions do not say. */
    readonly lookedAt?: readonly string[];
    readonly findings: readonly PersonalFinding[];
  };
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

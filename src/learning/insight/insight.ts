import type { Dependence } from './dependence.js';
import type { ErrorSlice } from './error-slices.js';
import type { RowExplanation } from './explain-rows.js';
import type { LearningCurve } from './learning-curve.js';
import type { Importance } from './permutation-importance.js';
import type { ThresholdTable } from './thresholds.js';

/** What was found out about a model beside how good it is: plain JSON of bounded size. What was not asked for, or cannot be, is absent. */
export interface Insight {
  readonly version: 1;
  readonly importance?: ImportanceInsight;
  readonly dependence?: { readonly rows: number; readonly columns: readonly Dependence[] };
  readonly worst?: WorstInsight;
  readonly rows?: RowInsight;
  readonly slices?: SliceInsight;
  readonly thresholds?: ThresholdTable;
  readonly curve?: LearningCurve;
  /** What was left out and why, in sentences. */
  readonly notes: readonly string[];
}

interface ImportanceInsight {
  readonly metric: string;
  /** Rows that were looked at, and of how many. */
  readonly rows: number;
  readonly of: number;
  readonly repeats: number;
  /** The largest first. */
  readonly columns: readonly Importance[];
  /** Columns that say nearly the same, shuffled together. */
  readonly together: readonly Importance[];
}

/** The rows that were predicted worst, as they stand in the data. */
interface WorstInsight {
  /** Those that matter most, without columns whose values are protected. */
  readonly columns: readonly string[];
  readonly rows: readonly Pick<ExplainedRow, 'row' | 'values'>[];
}

/** Why the model said what it said of the rows it got most wrong. */
interface RowInsight {
  /** Rows that stand for what is not known; 0 for trees, which know how their training rows went. */
  readonly background: number;
  readonly list: readonly ExplainedRow[];
}

export interface ExplainedRow {
  /** The row's number at ingest. */
  readonly row: number;
  /** What stands in the columns that contribute most; null is missing, and a column whose values are protected is not there. */
  readonly values: Readonly<Record<string, string | number | null>>;
  readonly explanation: RowExplanation;
}

interface SliceInsight {
  readonly measure: 'error rate' | 'absolute error';
  readonly rows: number;
  /** Mean over all rows. */
  readonly loss: number;
  readonly columns: number;
  readonly list: readonly ErrorSlice[];
}

import type { JsonObject } from '../contracts/json.js';
import type { ColumnRole, ColumnType } from '../contracts/table.js';
import type { Insight } from '../learning/insight/insight.js';
import type { CaseTable } from '../learning/judging/verdict.js';
import type { Evaluation } from '../learning/metrics/evaluation/evaluation.js';
import type { ReportedLooks } from './looks-words.js';
import type { ReportedQuality } from './reported-quality.js';

/** All that a report on a model shows. Plain data; whatever is absent leaves its section out. */
export interface EvaluationReport {
  /** The project's name. */
  readonly project: string;
  readonly evaluation: Evaluation;
  /** What the model goes by and where it fails, when that was asked for. */
  readonly insight?: Insight;
  /** How often the rows it was measured on have been looked at. */
  readonly testSet?: ReportedLooks;
  /** The metric that matters most: a key of `evaluation.metrics`. */
  readonly headline: string;
  readonly model: ReportedModel;
  /** The contract's lines that were checked, in the order of the file. */
  readonly requirements: readonly ReportedRequirement[];
  /** Losses of the chosen candidate, for families that learn in epochs. */
  readonly training?: ReportedTraining;
  /** Every candidate with its score on the validation split. */
  readonly candidates?: ReportedCandidates;
  readonly trials?: ReportedTrials;
  /** How much each feature matters, in any one unit. */
  readonly importances?: readonly { readonly feature: string; readonly value: number }[];
  readonly data: ReportedData;
  /** What became of the rows on the way here, and what the audit of the split found. */
  readonly quality?: ReportedQuality;
  readonly run: ReportedRun;
  readonly cost?: ReportedCost;
}

interface ReportedModel {
  readonly candidate: string;
  readonly family: string;
  readonly params: JsonObject;
  /** Features after encoding. */
  readonly features: number;
}

export interface ReportedRequirement {
  /** Such as `roc_auc` at least 0.83, in plain words. */
  readonly wanted: string;
  /** What was found, in a sentence; backticks are shown as code. */
  readonly explanation: string;
  readonly passed: boolean;
  /** The slices, groups, models or disturbances behind it. */
  readonly cases?: CaseTable;
  /** Where the line stands, and the line itself. */
  readonly place?: { readonly file: string; readonly line: number; readonly source?: string };
}

export interface ReportedTraining {
  readonly epochs: readonly {
    readonly epoch: number;
    readonly loss: number;
    readonly validationLoss?: number;
  }[];
  /** The epoch whose weights were kept. */
  readonly keptEpoch?: number;
}

export interface ReportedCandidates {
  /** What they were compared by. */
  readonly metric: string;
  readonly direction: 'higher' | 'lower';
  /** On which rows: the validation split, or over folds. */
  readonly by: 'validation' | 'folds';
  readonly list: readonly {
    readonly name: string;
    readonly family: string;
    readonly value: number | null;
    /** Over folds: the mean, the sample standard deviation, and how many there were. */
    readonly folds?: { readonly mean: number; readonly sd: number; readonly count: number };
    readonly seconds?: number;
    readonly chosen: boolean;
  }[];
}

export interface ReportedTrials {
  readonly metric: string;
  readonly direction: 'higher' | 'lower';
  readonly list: readonly {
    readonly number: number;
    /** Null when the trial failed or was pruned before it had a score. */
    readonly value: number | null;
    readonly state: 'done' | 'pruned' | 'failed';
    readonly chosen?: boolean;
    readonly params: JsonObject;
  }[];
}

export interface ReportedData {
  readonly rows: number;
  /** Such as `29 of 2,839 rows`, when the data is a sample. */
  readonly sample?: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: ColumnType;
    readonly role: ColumnRole;
    readonly inferred: boolean;
    /** Number of rows in which it is missing. */
    readonly missing?: number;
  }[];
  readonly splits: readonly { readonly name: string; readonly rows: number }[];
  /** Such as `stratified by churned`. */
  readonly strategy?: string;
}

interface ReportedRun {
  /** The start of the run's id. */
  readonly id: string;
  readonly seed: number;
  readonly backend?: { readonly name: string; readonly version: string; readonly reason: string };
  /** What the model was made with, such as mlx and Node. */
  readonly versions: readonly { readonly name: string; readonly version: string }[];
  readonly stages: readonly {
    readonly stage: string;
    readonly fingerprint: string;
    readonly seconds?: number;
  }[];
  /** The settings of the stages that led here. */
  readonly settings: JsonObject;
}

export interface ReportedCost {
  readonly usd: number;
  /** False when no price is known for the machine. */
  readonly priced: boolean;
  /** Such as `aws/c7i.xlarge at $0.1785 an hour, price of 2025-11-01`. */
  readonly basis?: string;
}

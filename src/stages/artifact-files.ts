import { JsonFile } from '../artifacts/json-file.js';
import type { JsonObject } from '../contracts/json.js';
import type { Task } from '../contracts/task.js';
import type { FeaturePlan } from '../data/features/feature-plan.js';
import type { FittedFeatures } from '../data/features/fitted-features.js';
import type { IngestResult } from '../data/ingest-request.js';
import type { SplitResult } from '../data/split-table.js';
import type { Insight } from '../learning/insight/insight.js';
import type { Verdict } from '../learning/judging/verdict.js';
import type { Evaluation } from '../learning/metrics/evaluation/evaluation.js';
import type { EpochRecord } from '../learning/models/model-family.js';

import type { Resampled } from './learn-from.js';

/** Parquet of all rows, and of each split. */
export const tableFile = 'table.parquet';
export const splitFiles = {
  train: 'train.parquet',
  validation: 'validation.parquet',
  test: 'test.parquet',
} as const;

/** What the stages leave for each other. */
export const ingested = new JsonFile<IngestResult>('ingest.json');
export const divided = new JsonFile<SplitResult>('split.json');
export const fittedFeatures = new JsonFile<FittedFeatures>('features.json');
export const training = new JsonFile<Training>('training.json');
export const evaluated = new JsonFile<EvaluationArtifact>('evaluation.json');
export const judging = new JsonFile<Judging>('judging.json');
/** Beside the evaluation, when anything was asked for. */
export const insights = new JsonFile<Insight>('insight.json');

/** How one candidate did. */
export interface CandidateResult {
  readonly name: string;
  readonly model: string;
  readonly params: JsonObject;
  /** The selection metric on the validation split; null when it has no value there. */
  readonly score: number | null;
  /** The same on each fold, when candidates were compared by folds. */
  readonly crossValidation?: CrossValidation;
  readonly epochs: number;
  readonly bestEpoch: number;
  readonly history: readonly EpochRecord[];
  readonly notes: readonly string[];
  /** Settings that `tune` found, by path. */
  readonly tuned: JsonObject;
  /** What `imbalance` made of the training rows, when it was asked to. */
  readonly resampled?: Resampled;
}

/** A model that another went on from. */
export interface StartedFrom {
  /** In words: `production (v3)`. */
  readonly from: string;
  /** SHA-256 over its model, weights and features. */
  readonly fingerprint: string;
}

/** A metric over folds: each candidate learnt anew from all but one, and was judged by that one. */
export interface CrossValidation {
  readonly scores: readonly number[];
  readonly mean: number;
  /** Sample standard deviation (divisor n − 1). */
  readonly sd: number;
}

/** What `train` tried and chose; the model itself lies beside it. */
export interface Training {
  readonly task: Task;
  readonly metric: string;
  readonly chosen: string;
  /** What decided: the validation split, or the mean over folds. */
  readonly chosenBy: 'validation' | 'folds';
  readonly candidates: readonly CandidateResult[];
  /** What the chosen one went on from, when it did not learn anew. */
  readonly startedFrom?: StartedFrom;
  /** Candidates that were not begun, because the budget was used up. */
  readonly untried: readonly string[];
  readonly features: Pick<FeaturePlan, 'columns' | 'dropped'>;
  /** Class shares, or the mean, of the training rows: what a model must beat. */
  readonly baseline: readonly number[];
}

/** What `evaluate` found on the test split. */
export interface EvaluationArtifact {
  readonly evaluation: Evaluation;
  readonly verdicts: readonly (Verdict & { readonly index: number })[];
}

/** Which models a model was compared with. */
export interface Judging {
  /** What `versus` named, and the digest of the model that it stood for then; null when there was none. */
  readonly others: Readonly<Record<string, string | null>>;
}

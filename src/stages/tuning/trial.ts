import type { JsonObject } from '../../contracts/json.js';
import type { Fold } from '../../data/splits/folds/fold.js';
import type { TrialCurve } from '../../learning/tuners/pruner.js';
import type { CandidateSettings } from '../user-models/custom-model.js';
import type { Objective } from './objectives.js';
import type { SharedSettings } from './points.js';

/** A point to be tried. */
export interface TrialPlan {
  /** Counts from 0. */
  readonly number: number;
  readonly candidate: string;
  readonly params: JsonObject;
  /** Of the candidate at this point: `keyOf`. */
  readonly key: string;
}

/** How a trial ended. Numbers that are not there, as of a metric without a value, are left out. */
export interface TrialOutcome {
  readonly state: 'complete' | 'pruned' | 'failed';
  /** What it reached in each objective; absent when it failed. */
  readonly values?: readonly number[];
  /** The metric of each fold, when it was judged by folds. */
  readonly folds?: readonly number[];
  readonly epochs?: number;
  /** Validation loss by epoch or tree, or the mean over the folds so far. */
  readonly steps?: TrialCurve['steps'];
  readonly problem?: string;
  readonly usage: TrialUsage;
}

/** What a trial used. CPU seconds are those of all threads of its process. */
export interface TrialUsage {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMemoryMb: number;
}

/** What a process is told to try. */
export interface TrialTask {
  readonly candidate: string;
  readonly settings: CandidateSettings;
  readonly shared: SharedSettings;
  readonly seed: number;
  /** Where the folds come from and which; null: the splits. */
  readonly folds: { readonly from: string; readonly list: readonly Fold[] } | null;
  readonly objectives: readonly Objective[];
  /** Who may give it up, and what the others of its candidate reached so far. */
  readonly pruning?: {
    readonly pruner: string;
    readonly number: number;
    readonly seed: number;
    readonly others: readonly TrialCurve[];
  };
}

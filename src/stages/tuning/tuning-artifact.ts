import { JsonFile } from '../../artifacts/json-file.js';
import type { JsonObject } from '../../contracts/json.js';
import type { TrialCurve } from '../../learning/tuners/pruner.js';
import type { Dimension } from '../../learning/tuners/search-space.js';
import type { Confirmation } from './confirm.js';
import type { Choice, Objective } from './objectives.js';

/** One point of the search. */
export interface TrialRecord {
  /** Counts from 0. */
  readonly number: number;
  readonly candidate: string;
  /** Its params, and settings that all candidates share (`features.age.scale`), by path. */
  readonly params: JsonObject;
  /** `same`: as the trial `sameAs`, and not trained again; what that one reached is repeated here. */
  readonly state: 'complete' | 'pruned' | 'failed' | 'same';
  readonly sameAs?: number;
  /** What it reached in the first objective; null when it failed, and `problem` says how. A pruned one was judged as it was. */
  readonly score: number | null;
  /** In each objective, in their order. */
  readonly values?: readonly number[];
  /** The first objective on each fold, when it was judged by folds. */
  readonly folds?: readonly number[];
  readonly epochs?: number;
  /** Validation loss by epoch or tree, or the mean over the folds so far; a long curve is thinned. */
  readonly steps?: TrialCurve['steps'];
  readonly problem?: string;
}

/** What `tune` tried and found. With one slot and objectives that no clock decides, the same in every run. */
export interface Tuning {
  /** Name of the first objective, and which way it is better. */
  readonly metric: string;
  readonly direction: 'higher' | 'lower';
  readonly objectives: readonly Objective[];
  readonly sampler: string;
  readonly pruner: string;
  /** What was searched of each candidate. */
  readonly spaces: Readonly<Record<string, readonly Dimension[]>>;
  readonly trials: readonly TrialRecord[];
  /** Best params of each candidate that was searched. */
  readonly best: Readonly<Record<string, JsonObject>>;
  /** How the trial that goes on was chosen; null: the best by the first objective. */
  readonly choose: Choice | null;
  /** The trial that was chosen. */
  readonly winner: Pick<TrialRecord, 'number' | 'candidate' | 'params'>;
  /** Whether `train` goes on with the winner alone: its choice between several objectives is not `train`'s to make. */
  readonly decides: boolean;
  /** Numbers of the trials that no other beats in one objective without being worse in another. */
  readonly front: readonly number[];
  readonly confirmation?: Confirmation & {
    /** What goes on: the winner, unless its candidate did better as written. */
    readonly kept: 'winner' | 'as written';
  };
  readonly stopped: string;
}

/** What the trials used: other in every run, and so in a file of its own. */
export interface TrialCosts {
  readonly parallel: number;
  readonly usdPerHour: number | null;
  readonly trials: readonly {
    readonly number: number;
    readonly seconds: number;
    readonly cpuSeconds: number;
    readonly peakMemoryMb: number;
    /** Its share of the price of the machine; null without a price. */
    readonly usd: number | null;
  }[];
}

export const tuning = new JsonFile<Tuning>('tuning.json');
export const trialCosts = new JsonFile<TrialCosts>('trial-costs.json');

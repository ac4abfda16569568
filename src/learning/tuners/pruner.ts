/** What a trial has reached so far: one value per step (an epoch, a number of trees, a fold), steps ascending from 1. */
export interface TrialCurve {
  /** Counts from 0. */
  readonly number: number;
  readonly state: 'running' | 'complete' | 'pruned' | 'failed';
  readonly steps: readonly { readonly step: number; readonly value: number }[];
}

export interface PruneRequest {
  /** Which way a value is better. */
  readonly direction: 'higher' | 'lower';
  readonly seed: number;
}

/**
 * A way to give up trials that will not win. `prunes` is pure and is asked after each step a running trial reports: whether
 * the trial should stop now, given what all other trials reported so far.
 */
export interface Pruner {
  readonly name: string;
  /** One line for the docs table. */
  readonly summary: string;
  prunes(trial: TrialCurve, others: readonly TrialCurve[], request: PruneRequest): boolean;
}

import type { StageEvent } from '../contracts/events.js';

/** A result worth keeping with its stage: rows, sizes, metrics. */
export interface Fact {
  readonly name: string;
  readonly value: string | number;
}

/** What a stage used. Cost is made of this. */
export interface Usage {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMemoryMb: number;
  /** Size of the artifact on disk. */
  readonly bytes: number;
}

/** Everything a run can tell its audience. A reporter decides how it looks. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly run: string;
      readonly stages: readonly {
        readonly stage: string;
        readonly state: 'fresh' | 'stale';
        readonly reason: string;
      }[];
    }
  | {
      readonly type: 'stage-fresh';
      readonly stage: string;
      readonly fingerprint: string;
      readonly reason: string;
      readonly facts: readonly Fact[];
    }
  /** Another mlx process is making this artifact; this one waits for it. */
  | { readonly type: 'stage-waiting'; readonly stage: string; readonly pid: number }
  | {
      readonly type: 'stage-started';
      readonly stage: string;
      readonly reason: string;
      readonly target: string;
    }
  | { readonly type: 'stage-event'; readonly stage: string; readonly event: StageEvent }
  | ({
      readonly type: 'stage-finished';
      readonly stage: string;
      readonly fingerprint: string;
      readonly facts: readonly Fact[];
    } & Usage)
  | {
      readonly type: 'stage-failed';
      readonly stage: string;
      readonly seconds: number;
      /** It was stopped: nothing was wrong with it. */
      readonly interrupted?: true;
    }
  | {
      readonly type: 'run-finished';
      readonly run: string;
      readonly seconds: number;
      readonly outcome: 'done' | 'failed' | 'interrupted';
      readonly cost?: { readonly usd: number; readonly priced: boolean };
    };

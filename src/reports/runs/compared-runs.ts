import type { Comparison } from '../../learning/comparisons/compare-predictions.js';
import type { MetricResult } from '../../learning/metrics/evaluation/evaluation.js';

/** Runs side by side, as plain data: the first is what the others are held against. */
export interface ComparedRuns {
  readonly runs: readonly ComparedRun[];
  /** Settings that are not the same in all of them, as text by run. */
  readonly settings: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** For each run but the first, how its metrics differ from those of the first. */
  readonly against: readonly Against[];
}

export interface ComparedRun {
  readonly id: string;
  readonly said: string;
  readonly startedAt: string;
  readonly command: string;
  readonly outcome: string;
  readonly commit?: { readonly commit: string; readonly dirty: boolean; readonly branch?: string };
  readonly versions: { readonly mlx: string; readonly node: string };
  readonly data?: { readonly rows: number; readonly digest: string };
  readonly test?: { readonly rows: number; readonly name: string };
  readonly model?: {
    readonly candidate: string;
    readonly family: string;
    readonly features: number;
  };
  readonly metrics: Readonly<Record<string, MetricResult>>;
  /** Seconds and US dollars of all that had to be computed, whichever run did so; null when not known. */
  readonly made: { readonly seconds: number | null; readonly usd: number | null };
  /** Seconds for one row on the machine that compares; absent without a package. */
  readonly latency?: number;
  readonly packageBytes?: number;
}

/** A comparison on the same test rows, with what could not be tested; or why there is none. */
export type Against =
  | {
      readonly kind: 'compared';
      readonly comparison: Comparison;
      readonly notes: readonly string[];
    }
  | { readonly kind: 'untold'; readonly why: string };

import { JsonFile } from '../../artifacts/json-file.js';
import type { Interval } from '../../learning/metrics/evaluation/evaluation.js';

/** A metric of a smaller model, and how much worse that is than the full one on the same rows: below 0 it is better. */
export interface MetricLoss {
  readonly metric: string;
  readonly value: number;
  readonly loss: number;
  /** Of the loss, at 95 %; null where it could not be found. */
  readonly interval: Interval | null;
}

/** What was measured of one model. Ratios are to the full one in the same run. */
export interface VariantFacts {
  readonly name: string;
  /** Of `model.json` and `weights.bin`. */
  readonly bytes: number;
  readonly gzip: number;
  /** Rows in a second when many are asked about together. */
  readonly throughput: number;
  /** Time for one row, by the model alone. */
  readonly latency: number;
  readonly metrics: readonly MetricLoss[];
  /** Largest difference from the golden predictions of the full model. */
  readonly golden: number;
  /** Lines of its requirements that it misses: which, from 0, and why in a sentence. */
  readonly missed: readonly { readonly line: number; readonly why: string }[];
}

/** What was tried, measured on the validation split; and what was used, on the test split. Beside a package, and none of its files. */
export interface SmallerReport {
  /** Rows of the validation split. */
  readonly rows: number;
  readonly full: VariantFacts;
  readonly variants: readonly (VariantFacts | { readonly name: string; readonly cannot: string })[];
  /** `full` when nothing is smaller in the package. */
  readonly used: string;
  readonly test?: {
    readonly rows: number;
    readonly metrics: readonly MetricLoss[];
    /** Every metric of the task, for the ledger of looks. */
    readonly all: Readonly<Record<string, number>>;
  };
}

/** In the folder of a package. */
export const smallerReport = new JsonFile<SmallerReport>('smaller.json');

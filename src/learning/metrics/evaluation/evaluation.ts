import type { Task } from '../../../contracts/task.js';
import type { Decided } from './decided.js';

/** What a model is worth on some rows: plain JSON of bounded size. */
export interface Evaluation {
  readonly version: 1;
  readonly task: Task;
  readonly rows: number;
  /** Probability from which the positive class was predicted; binary tasks only. */
  readonly threshold?: number;
  /** How labels were decided, where it is not by the most probable class. */
  readonly decision?: Decided;
  /** Bootstrap resamples behind the intervals; fewer for very many rows. */
  readonly resamples: number;
  /** Every metric of the task by its name. */
  readonly metrics: Readonly<Record<string, MetricResult>>;
  readonly detail: ClassificationDetail | RegressionDetail | ScoreDetail;
  /** The rows that were predicted worst, worst first. */
  readonly worst: readonly WorstRow[];
}

export interface MetricResult {
  readonly title: string;
  readonly direction: 'higher' | 'lower';
  /** Null when the metric has no value for these rows; `reason` says why. */
  readonly value: number | null;
  readonly reason?: string;
  /** 95 % percentile bootstrap interval; null when there is none. */
  readonly interval: Interval | null;
  /** What predicting the class shares, or the mean, of the training rows reaches. */
  readonly baseline: number | null;
}

export type Interval = readonly [low: number, high: number];

export interface ClassificationDetail {
  readonly kind: 'classification';
  readonly confusion: ConfusionTable;
  /** Per class, the largest 50. */
  readonly classes: readonly ClassReport[];
  /** Of the positive class; for several classes one against the rest, the largest 10. */
  readonly curves: readonly ClassCurves[];
  readonly calibration: Calibration;
}

export interface ConfusionTable {
  /** With more than 50 classes the smaller ones are put together as `(other)`. */
  readonly classes: readonly string[];
  /** Weight of the rows, by true class, then by predicted class. */
  readonly counts: readonly (readonly number[])[];
}

export interface ClassReport {
  readonly class: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Weight of the rows of the class. */
  readonly support: number;
}

export interface ClassCurves {
  readonly class: string;
  /** False positive rate and recall, from (0, 0) to (1, 1), at most 200 points; empty when a side is absent. */
  readonly roc: readonly CurvePoint[];
  /** Recall and precision by falling threshold, at most 200 points; empty when the class is absent. */
  readonly pr: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  /** Probability from which a row counts as of the class; null where nothing does. */
  readonly threshold: number | null;
}

/** Whether a probability means what it says: of the positive class, or of the class predicted. */
export interface Calibration {
  /** Bins of equal width that hold any rows. */
  readonly bins: readonly CalibrationBin[];
  /** Expected calibration error: mean distance of predicted from observed, by weight. */
  readonly error: number;
}

interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  /** Weight of the rows in the bin. */
  readonly weight: number;
  /** Mean probability. */
  readonly predicted: number;
  /** Share in which it came true. */
  readonly observed: number;
}

export interface RegressionDetail {
  readonly kind: 'regression';
  /** Predicted minus true. */
  readonly residuals: {
    readonly mean: number;
    readonly sd: number;
    readonly quantiles: readonly { readonly fraction: number; readonly value: number }[];
  };
  readonly histogram: Histogram2D;
  /** Of a forecast. */
  readonly forecast?: ForecastDetail;
}

/** How odd rows were found to be, where nobody has said which are. */
export interface ScoreDetail {
  readonly kind: 'scores';
  /** Weight of the rows that were flagged, and of all. */
  readonly flagged: number;
  readonly rows: number;
  /** Scores at shares of the rows, lowest first. */
  readonly quantiles: readonly { readonly fraction: number; readonly value: number }[];
  readonly histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

/** How far ahead forecasts are good, and of which series. */
export interface ForecastDetail {
  readonly forecasts: number;
  readonly horizon: number;
  /** For each step ahead, and the share within the intervals where there are any. */
  readonly steps: readonly {
    readonly mae: number;
    readonly rmse: number;
    readonly coverage: number | null;
  }[];
  /** The last forecast of the test part: of the series with the largest mean. */
  readonly last: {
    readonly truth: readonly number[];
    readonly said: readonly number[];
    readonly low?: readonly number[];
    readonly high?: readonly number[];
  };
}

/** Rows by true and predicted value, on the same scale both ways. */
export interface Histogram2D {
  readonly from: number;
  readonly to: number;
  /** Number of rows, by bin of the true value, then by bin of the predicted one. */
  readonly counts: readonly (readonly number[])[];
}

export interface WorstRow {
  /** The row's number at ingest, or its place when those were not given. */
  readonly row: number;
  readonly truth: string | number;
  readonly predicted: string | number;
  /** Probability given to the true class; classification only. */
  readonly probability?: number;
  /** Log loss, absolute error, or the score of an anomaly. */
  readonly loss: number;
}

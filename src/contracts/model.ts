import type { Batch } from './batch.js';
import type { Decision } from './decision.js';
import type { ForecastIntervals } from './forecast.js';
import type { JsonObject } from './json.js';
import type { ModuleCode } from './module-code.js';
import type { ColumnType } from './table.js';
import type { Task } from './task.js';

/** A named block of weights. */
export interface Weights {
  readonly shape: readonly number[];
  readonly values: WeightValues;
  /** How they lie in a file, where that is tighter than as they are: unpacked, they are `values`. */
  readonly packed?: PackedWeights;
}

/** Numbers in fewer bytes, see `artifacts/packings/`. */
export interface PackedWeights {
  /** Name of the packing. */
  readonly as: string;
  readonly bytes: Uint8Array;
  /** What the packing has to know to make numbers of the bytes again. */
  readonly facts?: JsonObject;
  /** Numbers of zero are left out of the file. */
  readonly sparse?: true;
  /** Products with these weights are computed in whole numbers. */
  readonly multiply?: 'int8';
}

/** Numbers as they are stored: weights as float32, thresholds as float64, places and codes as integers. */
export type WeightValues = Float32Array | Float64Array | Int32Array | Uint8Array;

/** A fitted model as it is stored: plain facts and weights, and no code but the user's own. */
export interface SavedModel {
  readonly family: string;
  readonly task: Task;
  /** The features it reads, in order. */
  readonly inputs: readonly string[];
  /** What the family needs beside its weights: layer sizes, activations, the scale of the target. */
  readonly config: JsonObject;
  readonly weights: Readonly<Record<string, Weights>>;
  /** What turns the family's probabilities into ones that come true as often as they say. */
  readonly calibration?: Calibration;
  /** How an answer becomes a class, where it is not the most probable one. */
  readonly decision?: Decision;
  /** The code of each family of the user's own that it is made of; a family is then called as its module is. */
  readonly modules?: readonly ModuleCode[];
  /** How wide a forecast's intervals are. */
  readonly intervals?: ForecastIntervals;
}

/** A curve from log-odds to probability: of the positive class of two, or of each class against the rest. */
export interface Calibration {
  readonly method: 'platt' | 'isotonic';
  readonly curves: readonly CalibrationCurve[];
}

/** `1 / (1 + exp(a·f + b))`; or straight lines from knot to knot, level beyond the ends. */
export type CalibrationCurve =
  | { readonly a: number; readonly b: number }
  | { readonly from: readonly number[]; readonly to: readonly number[] };

/**
 * Results for some rows, row-major. Classification: `width` is the number of classes and a value a
 * probability (each row sums to 1). Regression: `width` is 1 and a value is in the target's unit. Forecast: `width` is the
 * horizon and the values are those of one step ahead, two, and so on.
 */
export interface Predictions {
  readonly rows: number;
  readonly width: number;
  readonly values: Float64Array;
  /** The ends of a forecast's intervals, as many as there are values. */
  readonly low?: Float64Array;
  readonly high?: Float64Array;
  /** What each row is about, where it is not a row that was asked about. */
  readonly about?: readonly ForecastSubject[];
}

/** The series of a forecast and when its values are due, as ISO 8601. */
interface ForecastSubject {
  readonly series: string | null;
  readonly target: string;
  readonly times: readonly string[];
}

/** One input of a packaged model. */
export interface SignatureInput {
  readonly name: string;
  readonly type: ColumnType;
  /**
   * True when the field has to be there, because it was never missing in training: leaving it out is most likely a mistake.
   * Any field may be null; the model then does what it does with a missing value.
   */
  readonly required: boolean;
  /** Values seen in training, for categories with at most 50 of them. */
  readonly values?: readonly string[];
  /** Smallest and largest value seen in training, for numeric inputs. */
  readonly range?: readonly [number, number];
  /** What ingest does to the column that predicting does not do again, such as `worked out by ingest from other rows`. */
  readonly shaped?: string;
  /** What becomes of a value of another type: refused when absent. */
  readonly unfit?: 'missing';
}

/** What goes into a packaged model, and what comes out. */
export interface Signature {
  readonly task: Task;
  readonly inputs: readonly SignatureInput[];
  /** How the label follows from the numbers, where it is not the most probable class. */
  readonly decision?: Decision;
}

/** Something in one row that cannot be used: what was expected, and what stood there. */
export interface RowProblem {
  /** Position among the rows, from 0. */
  readonly row: number;
  /** The field, or an empty string when it is the row as a whole. */
  readonly field: string;
  readonly expected: string;
  readonly found: string;
  /** The name that was most likely meant. */
  readonly nearest?: string;
}

/** A model with its preprocessing, ready to answer. Synchronous and pure: same rows, same answer. */
export interface Predictor {
  /** Which version answers: the start of the package's fingerprint. */
  readonly version: string;
  readonly signature: Signature;
  predict(batch: Batch): Predictions;
  /**
   * What has to be done to rows that hold the inputs of the signature before `predict` takes them: what ingest does to those
   * of the sources, and decoding images. Absent where there is nothing to do. Paths are relative to `folder`; without one a
   * path is refused, since rows from elsewhere must not name files of this machine.
   */
  prepare?(batch: Batch, folder?: string): Promise<PreparedRows>;
}

/** Rows that `predict` takes, or all that is wrong with them. */
export type PreparedRows = { readonly batch: Batch } | { readonly problems: readonly RowProblem[] };

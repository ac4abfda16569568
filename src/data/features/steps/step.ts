import type { ColumnStats } from '../../../contracts/batch.js';
import type { JsonObject } from '../../../contracts/json.js';
import type { FeatureBlock, Reading } from '../../../contracts/matrix.js';
import type { Params } from '../../../contracts/params.js';
import type { ColumnType } from '../../../contracts/table.js';
import type { BaseFiles } from '../../images/base-files.js';
import type { ImageShape } from '../../images/decode-images.js';
import type { TrainingColumn } from '../training-rows.js';

/** The order in which a column passes its steps. */
export const slots = ['impute', 'outliers', 'scale', 'encode'] as const;
export type Slot = (typeof slots)[number];

/** Params of any step, where which one is not known. */
type StepValues = Readonly<Record<string, unknown>>;

interface StepFacts<Values extends object = StepValues> {
  readonly name: string;
  /** One line for the docs table. */
  readonly summary: string;
  /** Types of the columns it can work on. */
  readonly accepts: readonly ColumnType[];
  readonly params: Params;
  /** Chosen by mlx for models made elsewhere, and not to be had otherwise. */
  readonly forImports?: true;
  /** What is wrong with the params for a column of this type, worded to follow the step's name. */
  check?(params: Values, type: ColumnType): string | undefined;
}

/** What stands for a missing value; null leaves it missing. Timestamps are ms since 1970. */
export type Fill = number | string | null;

/** Decides, once, what stands for a missing value. */
export interface ImputeStep<Values extends object = StepValues> extends StepFacts<Values> {
  readonly slot: 'impute';
  /** Reads the training split only. A column with no values at all gives a number, or null for a category. */
  fit(stats: ColumnStats, params: Values, type: ColumnType): Promise<Fill>;
}

/** Exact facts of a numeric training column. */
export interface NumericSummary {
  readonly mean: number;
  /** Population standard deviation. */
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}

/** A numeric training column on its way through the steps: values that are missing, and stay so, are left out. */
export interface NumberColumn {
  summary(): Promise<NumericSummary>;
  /** In ascending order, all of them finite. Not to be changed. */
  sorted(): Promise<Float64Array>;
}

/** Values between which nothing is an outlier. */
export type Fences = { readonly low: number; readonly high: number };

/** Says which numbers are outliers, and what becomes of them. */
export interface OutlierStep<Values extends object = StepValues> extends StepFacts<Values> {
  readonly slot: 'outliers';
  /** Bring them to the nearest fence, or keep them and give the column a feature `column=(outlier)`. */
  readonly action: 'clip' | 'flag' | 'none';
  /** The column comes as it is, without what stands for missing values. */
  fit(column: NumberColumn, params: Values): Promise<Fences>;
}

/** Brings numbers to a common size. */
export interface ScaleStep<State extends object = JsonObject, Values extends object = StepValues>
  extends StepFacts<Values> {
  readonly slot: 'scale';
  /** The column comes with its missing values filled and outliers clipped. */
  fit(column: NumberColumn, params: Values): Promise<State>;
  /** Scales the first `count` values in place; NaN stays NaN. */
  scaler(state: State): (values: Float64Array, count: number) => void;
}

/** Where an encoder writes: `count` rows of a block, from row `from` of the batch. */
export interface Block {
  readonly from: number;
  readonly count: number;
  readonly target: Float32Array;
  /** Cell of the block's first row and the encoder's first output. */
  readonly cell: number;
  /** Cells from one row to the next. */
  readonly stride: number;
}

/** What an encoder may know besides the column. */
export interface EncodeContext {
  /** What the column's impute step put for missing values. */
  readonly fill: Fill;
  /** For `scaled` an encoder brings what it writes to about one size, for `native` it leaves it in its own unit. */
  readonly reading: Reading;
  /** The values after the steps before; of a numeric column only. */
  readonly numbers: NumberColumn;
}

interface EncodeFacts<State extends object, Values extends object> extends StepFacts<Values> {
  readonly slot: 'encode';
  fit(column: TrainingColumn, params: Values, context: EncodeContext): Promise<State>;
  /**
   * A state for each fold, learnt from the rows of the other folds. Only for a step that looks at the target: its training
   * rows must not read what their own targets have taught.
   */
  fitFolds?(
    column: TrainingColumn,
    params: Values,
    context: EncodeContext,
  ): Promise<readonly State[]>;
  /** What is wrong with the params for the training rows, worded to follow the step's name, and what to do about it. */
  flaw?(
    column: TrainingColumn,
    params: Values,
  ): Promise<{ readonly words: string; readonly hint: string } | undefined>;
  /** Names of the features it writes, in order. */
  outputs(column: string, state: State): readonly string[];
  /** What these features are together; absent when each is a number by itself. */
  block?(state: State): Omit<FeatureBlock, 'name' | 'start' | 'width'>;
}

/** Turns a number into several. Missing values arrive filled, or as NaN when nothing fills them. */
export interface NumberEncoder<
  State extends object = JsonObject,
  Values extends object = StepValues,
> extends EncodeFacts<State, Values> {
  readonly reads: 'number';
  /** The writer finds the block's values from index 0 and overwrites every output of every row. */
  writer(state: State): (values: Float64Array, block: Block) => void;
}

/** Turns a category or a text into numbers. A missing value is null, and stands for `fill`. */
export interface StringEncoder<
  State extends object = JsonObject,
  Values extends object = StepValues,
> extends EncodeFacts<State, Values> {
  readonly reads: 'string';
  /** The writer finds the whole column and overwrites every output of every row of the block. */
  writer(state: State, fill: Fill): (values: readonly (string | null)[], block: Block) => void;
}

/** A saved model, and what it wants of a byte: less `shift`, divided by `divide`. */
export interface PlannedBase {
  readonly files: BaseFiles;
  readonly layer: string | undefined;
  readonly width: number;
  readonly shift: number;
  readonly divide: number;
}

/** Turns an image into numbers. It is decoded to one shape before the writer sees it. */
export interface ImageEncoder<State extends object = JsonObject, Values extends object = StepValues>
  extends EncodeFacts<State, Values> {
  readonly reads: 'pixels';
  /** What images have to be brought to. */
  shape(state: State): ImageShape;
  /** The saved model that then makes numbers of them, which the writer sees instead. */
  base?(state: State): PlannedBase;
  /** The writer finds the whole column, null where an image is missing, and overwrites every output of every row of the block. */
  writer(
    state: State,
  ): (values: readonly (Uint8Array | Float32Array | null)[], block: Block) => void;
}

export type EncodeStep = NumberEncoder | StringEncoder | ImageEncoder;
export type Step = ImputeStep | OutlierStep | ScaleStep | EncodeStep;

const largest = 3.4028234663852886e38;

/** The value as a model may see it: within Float32, and 0 where nothing is known. */
export function storable(value: number): number {
  if (value > largest) return largest;
  if (value < -largest) return -largest;
  return value === value ? value : 0;
}

/** The value as a family that reads NaN may see it. */
export function storableOrMissing(value: number): number {
  return value === value ? storable(value) : NaN;
}

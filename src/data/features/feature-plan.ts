import type { JsonObject } from '../../contracts/json.js';
import type { Reading } from '../../contracts/matrix.js';
import type { ColumnType } from '../../contracts/table.js';
import type { Problem } from '../../errors/index.js';
import type { ImageFacts } from '../images/look-at-images.js';

/** Whether the project file says so, or mlx chose by the column's type. */
export type Origin = 'declared' | 'inferred';

/** A step a column will pass, with its params complete. */
export interface PlannedStep {
  readonly name: string;
  readonly params: JsonObject;
  readonly origin: Origin;
}

/** How one column becomes numbers. A slot that its type has no use for is absent. */
export interface PlannedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly impute: PlannedStep;
  readonly outliers?: PlannedStep;
  readonly scale?: PlannedStep;
  /** One after another, each with features of its own; empty for a column that stays one number. */
  readonly encode: readonly PlannedStep[];
  /** Adds the feature `column=(missing)`, if training has missing values. */
  readonly indicator: boolean;
  /** What it was that made mlx choose steps by more than the type. */
  readonly why?: string;
}

/** What happens to the features of all columns together: fewer of them are kept, or they are made into fewer. */
export interface PlannedMatrix {
  readonly select: readonly PlannedStep[];
  readonly reduce?: PlannedStep;
}

/** Stands for all columns together in the `features` block. */
export const matrixKey = '_';

/** A column no model will see, and why. */
export interface DroppedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly reason: string;
  readonly origin: Origin;
}

/** A problem in the `features` block; `path` leads to it from there, such as `['plan', 'encode']`. */
export interface FeatureProblem extends Problem {
  readonly path: readonly string[];
}

/** How every feature column becomes numbers: plain data, to be printed, pinned and fitted. */
export interface FeaturePlan {
  /** For what kind of family. */
  readonly reading: Reading;
  readonly columns: readonly PlannedColumn[];
  readonly matrix: PlannedMatrix;
  readonly dropped: readonly DroppedColumn[];
  /** Sentences the user should read, such as that a text column is not used. */
  readonly warnings: readonly string[];
  /** All that is wrong with the declaration; a plan with problems must not be fitted. */
  readonly problems: readonly FeatureProblem[];
}

/** The `features` block of a project: column name to its steps and their params, flat. */
export type DeclaredFeatures = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What is known of a training column before its steps are chosen. */
export interface ColumnFacts {
  /** Of the training split. */
  readonly rows?: number;
  /** Different values, missing not counted. */
  readonly distinct: number;
  readonly missing: number;
  /** Of a column of images. */
  readonly image?: ImageFacts;
}

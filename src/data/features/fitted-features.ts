import type { JsonObject } from '../../contracts/json.js';
import type { FeatureBlock } from '../../contracts/matrix.js';
import type { ColumnType } from '../../contracts/table.js';
import type { Fences, Fill } from './steps/step.js';

export interface FittedStep {
  readonly name: string;
  readonly state: JsonObject;
}

export interface FittedEncoder extends FittedStep {
  /** How many features it writes. */
  readonly width: number;
  /** What they are together, when they are more than numbers. */
  readonly block?: Omit<FeatureBlock, 'name' | 'start' | 'width'>;
}

/** How one column becomes numbers, with all that training taught. */
export interface FittedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly impute: { readonly name: string; readonly fill: Fill };
  readonly outliers?: { readonly name: string; readonly state: Fences };
  readonly scale?: FittedStep;
  /** Absent when the column stays one number. */
  readonly encode?: readonly FittedEncoder[];
  /** After its encoders, a feature tells whether the value was an outlier. */
  readonly flag?: true;
  /** The last of its features tells whether the value was missing. */
  readonly indicator: boolean;
  /** Names of its features, in order. */
  readonly outputs: readonly string[];
  /** A missing value stays NaN, for a family that reads it. */
  readonly keepsMissing?: true;
  /** Whether a value must be given: nothing stands for a missing one. */
  readonly required: boolean;
  /** Smallest and largest training value of a number or integer. */
  readonly range?: readonly [number, number];
  /** Training values of a category with at most 50 of them, most frequent first. */
  readonly values?: readonly string[];
}

/** What is done with the features of all columns. Places are among those of all columns, in order. */
export interface FittedMatrix {
  /** What makes fewer features of some; they come first. */
  readonly reduce?: FittedStep & { readonly reads: readonly number[] };
  /** Features that stay as they are. */
  readonly keep: readonly number[];
}

/** Bump when fitted features are stored otherwise: a package that holds others is refused. */
export const featuresVersion = 2;

/** The one way columns become a matrix, in training, batch and single-row prediction alike. Plain JSON. */
export interface FittedFeatures {
  readonly version: typeof featuresVersion;
  readonly columns: readonly FittedColumn[];
  readonly matrix?: FittedMatrix;
  /** Names of all features, in the order of the matrix's columns. */
  readonly outputs: readonly string[];
  readonly width: number;
  readonly blocks?: readonly FeatureBlock[];
}

/** Features as training rows read them: where a step looks at the target, no row reads what its own target has taught. */
export interface TrainedFeatures {
  /** For every row that is not of the training split. */
  readonly fitted: FittedFeatures;
  /** For the training rows of each fold (`foldOf`), learnt from the other folds; empty when no step looks at the target. */
  readonly folds: readonly FittedFeatures[];
}

/** Names of the features, in the order of the matrix's columns. */
export function featureNames(fitted: FittedFeatures): readonly string[] {
  return fitted.outputs;
}

import type { JsonObject } from '../../contracts/json.js';
import type { FeatureBlock } from '../../contracts/matrix.js';
import type { ColumnType } from '../../contracts/table.js';
import type { Fill } from './steps/step.js';

interface FittedStep {
  readonly name: string;
  readonly state: JsonObject;
}

/** How one column becomes numbers, with all that training taught. */
export interface FittedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly impute: { readonly name: string; readonly fill: Fill };
  readonly scale?: FittedStep;
  readonly encode?: FittedStep;
  /** The last of its features tells whether the value was missing. */
  readonly indicator: boolean;
  /** Names of its features, in order. */
  readonly outputs: readonly string[];
  /** What its features are together, when they are more than numbers. */
  readonly block?: Omit<FeatureBlock, 'name' | 'start' | 'width'>;
  /** A missing value stays NaN, for a family that reads it. */
  readonly keepsMissing?: true;
  /** Whether a value must be given: nothing stands for a missing one. */
  readonly required: boolean;
  /** Smallest and largest training value of a number or integer. */
  readonly range?: readonly [number, number];
  /** Training values of a category with at most 50 of them, most frequent first. */
  readonly values?: readonly string[];
}

/** The one way columns become a matrix, in training, batch and single-row prediction alike. Plain JSON. */
export interface FittedFeatures {
  readonly version: 1;
  readonly columns: readonly FittedColumn[];
  /** Names of all features, in the order of the matrix's columns. */
  readonly outputs: readonly string[];
  readonly width: number;
  readonly blocks?: readonly FeatureBlock[];
}

/** Names of the features, in the order of the matrix's columns. */
export function featureNames(fitted: FittedFeatures): readonly string[] {
  return fitted.outputs;
}

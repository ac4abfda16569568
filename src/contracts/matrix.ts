/** What a model reads: rows × columns.length numbers, row-major. */
export interface Matrix {
  readonly rows: number;
  /** Name of each feature, such as `tenure` or `plan=basic`. */
  readonly columns: readonly string[];
  readonly values: Float32Array;
  /** What the columns are, in order; absent when every column is a plain number that is never missing. */
  readonly blocks?: readonly FeatureBlock[];
}

/** A run of neighbouring columns of a matrix, and what it is. */
export interface FeatureBlock {
  readonly name: string;
  readonly kind: 'number' | 'category' | 'tokens' | 'image';
  readonly start: number;
  readonly width: number;
  /** `category`: codes 0 … levels − 1, NaN when missing. `tokens`: ids 1 … levels − 1, 0 is padding. */
  readonly levels?: number;
  /** `image`: height × width × channels. */
  readonly shape?: readonly number[];
}

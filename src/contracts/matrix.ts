import type { Panel } from './forecast.js';

/** What a model reads: rows × columns.length numbers, row-major. */
export interface Matrix {
  readonly rows: number;
  /** Name of each feature, such as `tenure` or `plan=basic`. */
  readonly columns: readonly string[];
  /** NaN stands for missing, and occurs only where a family reads columns as they are. */
  readonly values: Float32Array;
  /** The columns that are more than plain numbers; absent when there are none. */
  readonly blocks?: readonly FeatureBlock[];
  /** Of a forecast: what the rows, which then have no columns, are made from. */
  readonly panel?: Panel;
}

/** A run of neighbouring columns of a matrix that mean something together, or whose numbers are names. */
export interface FeatureBlock {
  /** The column of the data it was made of. */
  readonly name: string;
  /**
   * `category`: one column of codes 0 … levels − 1, NaN when missing. `tokens`: ids 1 … levels − 1 in reading order, 0 where the
   * text has ended. `image`: height × width × channels of brightness, channels innermost. `one-hot`: a column for each
   * category, 1 in that of the row's and 0 in the others; all 0 when it has none of them. `exact`: a number in two parts whose sum
   * it is. `letters`: a text as its length in bytes, NaN when missing, and then three bytes of UTF-8 in each column.
   */
  readonly kind: 'category' | 'tokens' | 'image' | 'one-hot' | 'exact' | 'letters';
  /** The first of its columns, and how many there are. */
  readonly start: number;
  readonly width: number;
  /** How many codes there are, of `category` and `tokens`. */
  readonly levels?: number;
  /** [height, width, channels], of `image`. */
  readonly shape?: readonly [number, number, number];
}

/**
 * How a family wants its columns when the project does not say. `scaled`: numbers filled and brought to one size,
 * categories as a column each, no NaN. `native`: numbers as they are, missing ones as NaN, categories as codes. `sequences`:
 * as `scaled`, but texts as ids of their words in reading order.
 */
export type Reading = 'scaled' | 'native' | 'sequences';

/** A column of the table as a model made elsewhere reads it. */
export interface GivenColumn {
  readonly name: string;
  /**
   * `exact` and `letters`: the value itself. `number`: as float32, NaN when missing. `order`: the place of a category among those that
   * the model knows. `image`: pixels of one size.
   */
  readonly as: 'exact' | 'letters' | 'number' | 'order' | 'image';
  /** Of `order`: the categories. */
  readonly order?: readonly string[];
  /** Of `image`: height, width and channels. */
  readonly size?: readonly [number, number, number];
  /** Which of the model's inputs it is, for people. */
  readonly why: string;
}

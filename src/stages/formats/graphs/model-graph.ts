import type { Forest } from '../../../learning/models/trees/forest.js';

/** Kinds of values in a graph. */
export type Kind = 'bool' | 'double' | 'float' | 'int64' | 'string';

/** Kinds that constants of numbers come in. */
export type NumberKind = 'double' | 'float' | 'int64';

/** A value in a graph, by its name. */
export type Ref = string;

/** What a file reads or gives: rows × `width`, or a list of rows when `width` is 0. */
export interface GraphValue {
  readonly name: string;
  readonly kind: Kind;
  readonly width: number;
}

/** Operations, cell by cell and broadcast as NumPy does it, that need no more than their inputs. */
export type PlainOp =
  | 'abs'
  | 'add'
  | 'and'
  | 'cos'
  | 'div'
  | 'equal'
  | 'exp'
  | 'greater'
  | 'greaterOrEqual'
  | 'isInf'
  | 'isNaN'
  | 'less'
  | 'log'
  | 'matMul'
  | 'max'
  | 'min'
  | 'mul'
  | 'not'
  | 'or'
  | 'relu'
  | 'sigmoid'
  | 'sqrt'
  | 'sub'
  | 'tanh'
  | 'where';

/** A convolution over images, with the padding that keeps `size / stride`, the rest of it at the far end. */
export interface Convolution {
  /** Row-major: height × width × inputs × outputs. */
  readonly filter: ArrayLike<number>;
  readonly biases: ArrayLike<number>;
  readonly inputs: number;
  readonly outputs: number;
  readonly size: number;
  readonly stride: number;
}

/**
 * A graph of computations that a model is written into, in the operations that ONNX and TensorFlow share: each family is said once, and
 * each format writes it in its own words. Every method gives the value that it made; rows stand in the first dimension.
 */
export interface ModelGraph {
  input(value: GraphValue): Ref;
  output(from: Ref, value: GraphValue): void;

  numbers(values: ArrayLike<number>, dims: readonly number[], kind?: NumberKind): Ref;
  number(value: number, kind?: NumberKind): Ref;
  texts(values: readonly string[]): Ref;

  op(name: PlainOp, ...inputs: readonly Ref[]): Ref;
  cast(from: Ref, kind: Kind): Ref;
  /** Over the columns of each row. */
  softmax(from: Ref): Ref;
  /** Over the columns, which stay as one, or over the dimension given. */
  reduce(
    how: 'max' | 'min' | 'sum',
    from: Ref,
    options?: { readonly axis?: number; readonly keep?: boolean },
  ): Ref;
  /** Where in each row the largest or smallest number stands: a list of int64. */
  placeOf(which: 'largest' | 'smallest', from: Ref): Ref;
  /** The smallest numbers of each row in order, and where they stand; of equal ones the first. */
  smallest(from: Ref, count: number): { readonly values: Ref; readonly places: Ref };

  concat(parts: readonly Ref[], axis?: number): Ref;
  /** Columns `from` to `to`, which is not among them. */
  slice(from: Ref, start: number, end: number): Ref;
  /** Some columns, by place. */
  columns(from: Ref, places: readonly number[]): Ref;
  /** The rows of a table, or the numbers of a list, that stand at the places. */
  gather(table: Ref, places: Ref): Ref;
  /** −1 is for rows. */
  reshape(from: Ref, dims: readonly number[]): Ref;

  /** For each text its place (int64), `texts.length` when it is none of them. */
  placeAmong(input: Ref, texts: readonly string[]): Ref;
  /** The sums of a forest's leaves: rows × outputs doubles. Features are floats. */
  forest(features: Ref, forest: Forest): Ref;

  /** Rows of pixels as images, in the order that the language has. */
  image(from: Ref, shape: readonly [height: number, width: number, channels: number]): Ref;
  convolve(image: Ref, convolution: Convolution): Ref;
  /** The mean of each channel: rows × channels. */
  imageMeans(image: Ref): Ref;
}

import type { SavedModel } from '../../contracts/model.js';

/** What a model made elsewhere is run by. */
type Runtime = 'onnx' | 'layers-model' | 'graph-model';

/** Kinds of values that a model's input may be of; `other` are all that mlx does not give. */
export type TensorType = 'float' | 'double' | 'int64' | 'int32' | 'bool' | 'string' | 'other';

/** An input or output as the model declares it; null for a length that is open, no `dims` where nothing is said. */
export interface TensorFacts {
  readonly name: string;
  readonly type: TensorType;
  readonly dims: readonly (number | null)[] | null;
}

/** Numbers of a matrix that go into an input: of `matrix` as they are, of the others as the feature step wrote them. */
export interface FeedPart {
  readonly kind: 'matrix' | 'exact' | 'letters';
  /** The column of the table, for messages. */
  readonly column: string;
  readonly start: number;
  readonly width: number;
}

/** How one input is filled. */
export interface Feed {
  readonly name: string;
  readonly type: Exclude<TensorType, 'other'>;
  /** Without the rows. */
  readonly dims: readonly number[];
  readonly parts: readonly FeedPart[];
  /** Height, width and channels of pixels that the model wants channel by channel. */
  readonly turned?: readonly [number, number, number];
}

/** What becomes of the numbers of an output. */
export interface TakenOutput {
  readonly name: string;
  /** Numbers of a row. */
  readonly width: number;
  readonly apply: 'none' | 'softmax' | 'sigmoid';
  /** For each of the task's classes its place among the numbers; empty for a number, and for the one probability of two classes. */
  readonly order: readonly number[];
}

/** What an imported model's `config` holds. */
export interface ImportedConfig {
  readonly runtime: Runtime;
  /** The name of the file it came from, and the SHA-256 of its bytes. */
  readonly file: string;
  readonly sha256: string;
  /** Rows of each call, where the model wants a certain number. */
  readonly batch: number | null;
  readonly feeds: readonly Feed[];
  readonly output: TakenOutput;
}

/** The family of models that were made elsewhere. */
export const importedFamily = 'imported';

/** The config of an imported model. */
export function configOf({ config }: Pick<SavedModel, 'config'>): ImportedConfig {
  return config as unknown as ImportedConfig;
}

/** A model made elsewhere as bytes: the file, and what lies beside it by name. */
export interface ForeignFiles {
  readonly runtime: Runtime;
  readonly file: Uint8Array;
  readonly beside: Readonly<Record<string, Uint8Array>>;
}

/** The bytes that a saved model carries. */
export function filesIn(model: SavedModel): ForeignFiles {
  const { file, ...beside } = Object.fromEntries(
    Object.entries(model.weights).map(([name, { values }]) => [name, values as Uint8Array]),
  );
  return { runtime: configOf(model).runtime, file: file ?? new Uint8Array(), beside };
}

/** The same as a saved model's weights. */
export function weightsOf({ file, beside }: ForeignFiles): SavedModel['weights'] {
  return Object.fromEntries(
    Object.entries({ file, ...beside }).map(([name, values]) => [
      name,
      { shape: [values.length], values },
    ]),
  );
}

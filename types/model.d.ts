/**
 * Types for a model of your own: `export default { … } satisfies Model` in a module that a project names with
 * `model: ./model.ts`. Write `import type`: nothing of mlx is needed to run it.
 */

/** What is learnt. `classes` are in the order of class indices, of two the positive one last; empty for numbers. */
export interface Task {
  readonly kind: TaskKind;
  readonly target: string;
  readonly classes: readonly string[];
}

export type TaskKind = 'binary' | 'multiclass' | 'regression' | 'anomaly';

/** Rows as the model reads them: `rows × columns.length` numbers, row after row. */
export interface Rows {
  readonly rows: number;
  /** Name of each feature, such as `tenure` or `plan=basic`. */
  readonly columns: readonly string[];
  /** NaN is missing, and occurs only with `reads: 'native'`. */
  readonly values: Float32Array;
  /** Columns that are more than plain numbers, such as those that hold codes of categories. */
  readonly blocks?: readonly {
    readonly name: string;
    readonly kind: 'category' | 'tokens' | 'image' | 'one-hot';
    readonly start: number;
    readonly width: number;
    readonly levels?: number;
    readonly shape?: readonly [number, number, number];
  }[];
}

/** Rows with what is known of them: `y` holds class indices, or the target's values; of an anomaly task zeros. */
export interface LabelledRows extends Rows {
  readonly y: Float64Array;
  /** How much each row counts; absent when all count the same. */
  readonly weights?: Float64Array;
}

/** What a model learns from. Validation rows may say when to stop; never learn from them. */
export interface Data {
  readonly task: Task;
  readonly train: LabelledRows;
  readonly validation?: LabelledRows;
}

/** What `fit` returns: all that `predictor` needs. */
export interface Fitted {
  /** Plain facts, as JSON. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Numbers by name. A plain list is kept as float64. */
  readonly weights?: Readonly<
    Record<string, Numbers | { readonly shape: readonly number[]; readonly values: Numbers }>
  >;
  /** Sentences for the user. */
  readonly notes?: readonly string[];
}

type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array | readonly number[];

/** What `predictor` gets: what `fit` returned, as it was stored. */
export interface Saved {
  readonly task: Task;
  /** The features, in order. */
  readonly inputs: readonly string[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- it is what your own `fit` returned
  readonly config: any;
  readonly weights: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly values: ArrayLike<number> }>
  >;
}

/** What `fit` may use beside data and params. */
export interface Context {
  /** Name of the candidate. */
  readonly label: string;
  readonly seed: number;
  /** Numbers in [0, 1) that are the same for the same seed and name: use this instead of `Math.random`. */
  random(name: string): () => number;
  /** Aborts when the run is interrupted. */
  readonly signal: AbortSignal;
  /** Whether the time for learning is used up: stop then, and return the best you have. */
  isTimeUp(): boolean;
  /** Tells of a pass over the rows: its loss is drawn live and kept in the report. Lets an interrupt through when awaited. */
  epoch(losses: {
    readonly loss: number;
    readonly validationLoss?: number;
    readonly of?: number;
  }): Promise<void>;
  /** The TensorFlow.js API on the fastest backend there is (`@tensorflow/tfjs-core`), loaded at the first call. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- its types are those of @tensorflow/tfjs-core
  tensorflow(): Promise<any>;
  /** Parts of networks, for `trainNetwork`. */
  readonly layers: Layers;
  /** Trains a network as `mlp` is trained: on the fastest road, with checkpoints, early stopping and the live curve. */
  trainNetwork(layer: Layer, options?: NetworkOptions): Promise<TrainedNetwork>;
}

/** A part of a network, or the whole of it. */
export interface Layer {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tensors of @tensorflow/tfjs-core
  apply(tf: any, x: any, pass: any): any;
}

export interface Layers {
  /** `x · weights + biases`: blocks `NAME/weights` ([inputs, outputs]) and `NAME/biases`. */
  dense(name: string, inputs: number, outputs: number): Layer;
  activation(name: 'relu' | 'tanh' | 'gelu' | 'sigmoid'): Layer;
  dropout(rate: number): Layer;
  chain(...layers: readonly Layer[]): Layer;
  residual(layer: Layer): Layer;
}

export interface NetworkOptions {
  /** 200 when absent. */
  readonly epochs?: number;
  /** 200 when absent. */
  readonly batchSize?: number;
  /** 0.001 when absent. */
  readonly learningRate?: number;
  /** 0 when absent. */
  readonly l2?: number;
  /** Epochs without a lower validation loss before it stops; 30 when absent, 0 never stops. */
  readonly patience?: number;
}

export interface TrainedNetwork {
  readonly weights: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>
  >;
  readonly epochs: number;
  readonly bestEpoch: number;
  /** Regression: the network gives `(y − mean) / sd`. */
  readonly scale: { readonly mean: number; readonly sd: number };
}

/** A model of your own. */
export interface Model<Params = Record<string, unknown>> {
  readonly tasks: readonly TaskKind[];
  /**
   * `scaled`, which is what is read when absent: numbers filled and standardised, a column for each category, no NaN. `native`:
   * numbers as they are, NaN where missing, categories as codes.
   */
  readonly reads?: 'scaled' | 'native';
  /** JSON Schema of each param, such as `{ rate: { type: 'number', minimum: 0, default: 0.1 } }`. */
  readonly params?: Readonly<Record<string, object>>;
  /** Same data, params and seed, same result. */
  fit(data: Data, params: Params, context: Context): Fitted | Promise<Fitted>;
  /**
   * Prepares the answers, from nothing but what is saved. For each row: a number (regression), a score, higher where odder
   * (anomaly), the probability of the second class (binary), or the probability of each class (multiclass, row after row).
   */
  predictor(saved: Saved): (rows: Rows) => ArrayLike<number>;
}

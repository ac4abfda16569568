import type { GivenColumn, Matrix, Reading } from '../../contracts/matrix.js';
import type { Predictions, SavedModel } from '../../contracts/model.js';
import type { Params, ValuesOf } from '../../contracts/params.js';
import type { Task, TaskKind } from '../../contracts/task.js';
import type { EpochRecord, FitContext, TrainingRoad } from '../compute/fit-context.js';
import type { RowSource } from '../compute/rows/row-source.js';

export type { Checkpoints, EpochRecord, FitContext } from '../compute/fit-context.js';

/** Rows with what is known of them: `y` holds class indices, or target values for regression. */
export interface LabelledRows {
  readonly x: Matrix;
  readonly y: Float64Array;
  /** How much each row counts, at least 0; absent when all count the same. */
  readonly weights?: Float64Array;
  /** Where the rows are when they are not in memory: `x` then has their number and columns, and no values. */
  readonly stream?: RowSource;
}

/** What a family learns from. Validation rows steer early stopping and are never learnt from. */
export interface TrainingData {
  readonly task: Task;
  readonly train: LabelledRows;
  readonly validation?: LabelledRows;
}

export interface FitResult {
  readonly model: SavedModel;
  readonly history: readonly EpochRecord[];
  /** Epochs done, and the one whose weights were kept; both count from 1, 0 when there are none. */
  readonly epochs: number;
  readonly bestEpoch: number;
  /** Sentences the user should read, such as that a solver stopped before it converged. */
  readonly notes: readonly string[];
  /** How it was trained, by families that learn with gradients. */
  readonly road?: TrainingRoad;
}

/** Answers for any number of rows: a pure function of the matrix, in plain typed arrays. */
export type PredictFunction = (matrix: Matrix) => Predictions;

/** Prepares the answers of any saved model. */
export type PredictorOf = (model: SavedModel) => PredictFunction;

/**
 * One kind of model. `fit` with the same data, params, seed and backend gives the same bytes;
 * `predictor` needs nothing but what `fit` saved and loads no packages.
 */
export interface ModelFamily<Declared extends Params = Params> {
  readonly name: string;
  /** One line for the docs: what it is good for. */
  readonly summary: string;
  readonly tasks: readonly TaskKind[];
  /** How it wants its columns; a family that reads `native` must make sense of NaN and of category codes. */
  readonly reads: Reading;
  /** Whether it can learn from `LabelledRows.stream`, in less memory than the rows would fill. */
  readonly streams?: boolean;
  /** It cannot do without a column of images, or of texts read as ids of words. */
  readonly needs?: 'image' | 'tokens';
  readonly params: Declared;
  /** Columns of the table that it reads instead of features: it was made elsewhere, for columns of its own. */
  readonly given?: readonly GivenColumn[];
  /** Nothing is learnt: the model is as it came, whatever the rows. */
  readonly isFixed?: true;
  /** Made of other candidates: `fit` then wants a `ComposeContext` (ensembles/compose.ts). */
  readonly composes?: true;
  /** Of forecasts: it reads columns whose values are known for times to come. */
  readonly readsAhead?: true;
  fit(data: TrainingData, params: ValuesOf<Declared>, context: FitContext): Promise<FitResult>;
  /** `predictorOf` prepares the models within this one: only families that are made of others need it. */
  predictor(model: SavedModel, predictorOf?: PredictorOf): PredictFunction;
}

/** Declares a family so that `fit` sees the types of its own params. */
export function defineModel<const Declared extends Params>(
  family: ModelFamily<Declared>,
): ModelFamily {
  return family;
}

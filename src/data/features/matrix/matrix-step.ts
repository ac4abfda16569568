import type { JsonObject } from '../../../contracts/json.js';
import type { Params } from '../../../contracts/params.js';
import type { TrainingMatrix } from '../../../contracts/training-matrix.js';

type StepValues = Readonly<Record<string, unknown>>;

interface MatrixFacts<Values extends object> {
  readonly name: string;
  /** One line for the docs table. */
  readonly summary: string;
  readonly params: Params;
  /** What is wrong with the params, worded to follow the step's name. */
  check?(params: Values): string | undefined;
}

/** What a selection may ask of a model, which this wing does not know. */
export interface SelectTools {
  /** How much each feature matters to a model of all of them, on rows it has not learnt from. */
  readonly importance: (matrix: TrainingMatrix) => Promise<readonly number[]>;
}

/** Chooses which features are kept. */
export interface SelectStep<Values extends object = StepValues> extends MatrixFacts<Values> {
  readonly slot: 'select';
  /** Places of the features to keep, in ascending order. */
  choose(
    matrix: TrainingMatrix,
    params: Values,
    tools: SelectTools,
  ): readonly number[] | Promise<readonly number[]>;
}

/** Makes fewer features of many. It sees numbers only, no codes of categories. */
export interface ReduceStep<State extends object = JsonObject, Values extends object = StepValues>
  extends MatrixFacts<Values> {
  readonly slot: 'reduce';
  fit(matrix: TrainingMatrix, params: Values): State;
  outputs(state: State): readonly string[];
  /** Writes what becomes of one row's features, from `from` on in `target`; NaN counts as the mean of training. */
  writer(state: State): (features: Float32Array, target: Float32Array, from: number) => void;
}

/** One feature's numbers that are known, with the rows they are of. */
export function knownOf(
  { rows, names, values }: TrainingMatrix,
  place: number,
): { readonly numbers: Float64Array; readonly rows: Uint32Array } {
  const numbers = new Float64Array(rows);
  const of = new Uint32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const value = values[row * names.length + place] as number;
    if (Number.isNaN(value)) continue;
    numbers[count] = value;
    of[count++] = row;
  }
  return { numbers: numbers.subarray(0, count), rows: of.subarray(0, count) };
}

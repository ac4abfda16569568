import type { Matrix } from '../../../contracts/matrix.js';
import type { ValuesOf } from '../../../contracts/params.js';
import { permutation, randomFor } from '../../../contracts/seeded-random.js';
import type { Task } from '../../../contracts/task.js';
import type { TrainingMatrix } from '../../../contracts/training-matrix.js';
import type { PredictFunction } from '../model-family.js';
import { fitForestFamily, forestPredictor } from './forest-family.js';
import { forestParams } from './forest-params.js';

/** Most rows that are looked at, and how often a feature is shuffled. */
const mostRows = 20_000;
const repeats = 5;

/** The defaults, but for leaves that are less noisy. */
const forest: ValuesOf<typeof forestParams> = {
  trees: 100,
  min_leaf: 3,
  max_depth: undefined,
  sample: 1,
  max_features: 'auto',
  category_rows: forestParams.category_rows.default,
  class_weight: 'none',
  class_weights: undefined,
};

/**
 * By how much the error (squared, of a number or of the probabilities) of a random forest grows on rows it did not grow from when the
 * values of a feature are shuffled among them: Breiman 2001, over features as scikit-learn's `permutation_importance`. The forest grows
 * from two thirds of at most 20,000 rows; the mean of five shuffles each. About 0, also below, for what is of no use.
 */
export async function permutedImportance(
  matrix: TrainingMatrix,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const { rows, names, task, seed } = matrix;
  const drawn = permutation(rows, randomFor(seed, 'features/permutation')).subarray(0, mostRows);
  const cut = Math.ceil((drawn.length * 2) / 3);
  const [train, held] = [
    takeRows(matrix, drawn.subarray(0, cut)),
    takeRows(matrix, drawn.subarray(cut)),
  ];
  if (held.x.rows === 0) return names.map(() => 0);
  const { model } = await fitForestFamily({ task, train }, forest, {
    kind: { family: 'random-forest', bootstrap: true, drawn: false },
    context: {
      ...{ seed, label: 'features/permutation', signal, emit: () => undefined },
      compute: () => Promise.reject(new Error('forests need no backend')),
    },
  });
  const predict = forestPredictor(model);
  const before = errorOf(predict, held, task);
  return names.map((name, place) => {
    let grown = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      signal.throwIfAborted();
      const random = randomFor(seed, `features/permutation/${name}/${repeat}`);
      const order = permutation(held.x.rows, random);
      grown += errorOf(predict, { ...held, x: shuffled(held.x, place, order) }, task) - before;
    }
    return grown / repeats;
  });
}

interface Rows {
  readonly x: Matrix;
  readonly y: Float64Array;
}

function takeRows({ names, values, isCode, y }: TrainingMatrix, chosen: Uint32Array): Rows {
  const width = names.length;
  const taken = new Float32Array(chosen.length * width);
  for (const [at, row] of chosen.entries()) {
    taken.set(values.subarray(row * width, (row + 1) * width), at * width);
  }
  const blocks = names.flatMap((name, start) =>
    isCode[start] === true ? [{ name, kind: 'category' as const, start, width: 1 }] : [],
  );
  return {
    x: { rows: chosen.length, columns: names, values: taken, blocks },
    y: Float64Array.from(chosen, (row) => y[row] as number),
  };
}

function shuffled(x: Matrix, place: number, order: Uint32Array): Matrix {
  const width = x.columns.length;
  const values = x.values.slice();
  for (const [row, from] of order.entries()) {
    values[row * width + place] = x.values[from * width + place] as number;
  }
  return { ...x, values };
}

/** Mean squared error of a number; of classes the Brier score, summed over them. */
function errorOf(predict: PredictFunction, { x, y }: Rows, { kind }: Task): number {
  const { values, width } = predict(x);
  let sum = 0;
  for (let row = 0; row < x.rows; row++) {
    for (let k = 0; k < width; k++) {
      const truth = kind === 'regression' ? (y[row] as number) : y[row] === k ? 1 : 0;
      sum += ((values[row * width + k] as number) - truth) ** 2;
    }
  }
  return sum / x.rows;
}

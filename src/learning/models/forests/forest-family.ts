import type { SavedModel } from '../../../contracts/model.js';
import type { ValuesOf } from '../../../contracts/params.js';
import type { FitContext, FitResult, PredictFunction, TrainingData } from '../model-family.js';
import { withClassWeights } from '../parts/row-weights.js';
import { forestWeights, readForest } from '../trees/forest-weights.js';
import { addTreesInBlocks } from './add-trees.js';
import { fitForest } from './fit-forest.js';
import { type forestParams, triedFeatures } from './forest-params.js';
import { type ForestRows, forestRows } from './forest-rows.js';
import { outsideNote } from './outside-note.js';

interface Kind {
  readonly family: string;
  readonly bootstrap: boolean;
  /** Draws thresholds instead of trying all of them. */
  readonly drawn: boolean;
}

/** Fits a forest whose trees' answers are averaged. */
export async function fitForestFamily(
  given: TrainingData,
  values: ValuesOf<typeof forestParams>,
  { kind, context }: { readonly kind: Kind; readonly context: FitContext },
): Promise<FitResult> {
  context.signal.throwIfAborted();
  const { task, train } = withClassWeights(given, values);
  const tried = triedFeatures(values.max_features, train.x.columns.length, task.kind);
  const rows = forestRows(task, train, values.category_rows);
  const { forest, importance, outside } = await fitForest(
    rows,
    {
      trees: values.trees,
      tried,
      minLeaf: values.min_leaf,
      maxDepth: values.max_depth ?? Infinity,
      drawn: kind.drawn,
      ordersDrawn: true,
      seed: context.seed,
      label: context.label,
      matrix: train.x,
      ...(kind.bootstrap ? { drawnShare: values.sample } : {}),
    },
    context,
  );
  return {
    model: {
      family: kind.family,
      task,
      inputs: train.x.columns,
      config: { importance: byInput(rows, importance, train.x.columns.length) },
      weights: forestWeights(forest),
    },
    history: [],
    epochs: 0,
    bestEpoch: 0,
    notes: [
      ...(forest.roots.length < values.trees
        ? [`time is up after ${forest.roots.length} of ${values.trees} trees`]
        : []),
      ...(outside === undefined ? [] : outsideNote(task, train, outside)),
    ],
  };
}

/** In the order of the inputs; one that cannot tell rows apart has 0. */
function byInput({ features }: ForestRows, importance: Float64Array, inputs: number): number[] {
  const all = Array<number>(inputs).fill(0);
  for (const [at, { column }] of features.entries()) all[column] = importance[at] as number;
  return all;
}

/** The mean of what the trees say. */
export function forestPredictor(model: SavedModel): PredictFunction {
  const forest = readForest(model);
  const trees = forest.roots.length;
  const { kind, classes } = model.task;
  return (matrix) => {
    const sums = new Float64Array(matrix.rows * forest.outputs);
    addTreesInBlocks(forest, matrix, sums);
    if (kind === 'regression') {
      return { rows: matrix.rows, width: 1, values: sums.map((sum) => sum / trees) };
    }
    const width = classes.length;
    if (kind === 'multiclass') return { rows: matrix.rows, width, values: shares(sums, width) };
    const values = new Float64Array(matrix.rows * 2);
    for (let row = 0; row < matrix.rows; row++) {
      const positive = Math.min(1, (sums[row] as number) / trees);
      values[2 * row] = 1 - positive;
      values[2 * row + 1] = positive;
    }
    return { rows: matrix.rows, width: 2, values };
  };
}

/** Each row divided by its sum. */
function shares(sums: Float64Array, width: number): Float64Array {
  for (let start = 0; start < sums.length; start += width) {
    let total = 0;
    for (let at = start; at < start + width; at++) total += sums[at] as number;
    for (let at = start; at < start + width; at++) sums[at] = (sums[at] as number) / total;
  }
  return sums;
}

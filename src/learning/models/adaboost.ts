import { randomFor } from '../../contracts/seeded-random.js';
import { pacer } from '../compute/pacer.js';
import { addTreesInBlocks } from './forests/add-trees.js';
import { Bag } from './forests/bag.js';
import { forestRows } from './forests/forest-rows.js';
import { TreeGrower } from './forests/grow-tree.js';
import { joinForests } from './forests/join-forests.js';
import { defineModel } from './model-family.js';
import { predictionsFrom } from './parts/predictions.js';
import { classWeightParams, withClassWeights } from './parts/row-weights.js';
import type { Forest } from './trees/forest.js';
import { ForestBuilder } from './trees/forest-builder.js';
import { forestWeights, readForest } from './trees/forest-weights.js';

const params = {
  trees: {
    type: 'integer',
    minimum: 1,
    default: 50,
    search: { low: 20, high: 400, log: true },
    description: 'Most trees; fewer when one makes no mistake, or is no better than guessing',
  },
  learning_rate: {
    type: 'number',
    exclusiveMinimum: 0,
    default: 1,
    search: { low: 0.05, high: 2, log: true },
    description: 'How much of its say each tree has',
  },
  max_depth: {
    type: 'integer',
    minimum: 1,
    default: 1,
    search: { low: 1, high: 5 },
    description: 'Questions on the way to a leaf: 1 is a stump',
  },
  ...classWeightParams,
} as const;

/** SAMME (Zhu, Zou, Rosset & Hastie 2009), with scikit-learn's probabilities: the softmax of the mean votes. They are timid. */
export const adaboost = defineModel({
  name: 'adaboost',
  summary:
    'AdaBoost: shallow trees, each grown for the rows that those before it got wrong; small models',
  tasks: ['binary', 'multiclass'],
  reads: 'native',
  params,

  async fit(given, values, context) {
    const breathe = pacer(context.signal);
    const { task, train } = withClassWeights(given, values);
    const rows = forestRows(task, train);
    const bag = new Bag(rows.rows);
    const { features } = rows;
    const grower = new TreeGrower(rows, bag, {
      tried: features.length,
      minLeaf: 1,
      maxDepth: values.max_depth,
      drawn: false,
    });
    const classes = task.classes.length;
    const weights = normalised(train.weights ?? new Float64Array(rows.rows).fill(1));
    const forests: Forest[] = [];
    let says = 0;
    let end = 'every tree was grown';
    for (let tree = 0; tree < values.trees; tree++) {
      bag.fillWithAll(rows, weights);
      const builder = new ForestBuilder({ outputs: rows.classes, width: rows.classes });
      grower.grow(builder, randomFor(context.seed, `${context.label}/tree/${tree}`));
      const forest = builder.finish();
      const answers = votesOf(forest, { x: train.x, classes });
      let error = 0;
      for (let row = 0; row < rows.rows; row++) {
        if (answers[row] !== train.y[row]) error += weights[row] as number;
      }
      const isPerfect = error <= 1e-15;
      const say = isPerfect ? 1 : sayOf(error, classes, values.learning_rate);
      if (!(say > 0)) {
        end = 'the next tree would be no better than guessing';
        if (forests.length > 0) break;
      }
      forests.push(votingForest(forest, { classes, say: Math.max(say, 1e-9) }));
      says += Math.max(say, 1e-9);
      context.emit({
        type: 'progress',
        done: tree + 1,
        total: values.trees,
        unit: 'trees',
        label: context.label,
      });
      if (isPerfect || !(say > 0)) {
        if (isPerfect) end = 'a tree made no mistake on the training rows';
        break;
      }
      for (let row = 0; row < rows.rows; row++) {
        if (answers[row] !== train.y[row]) weights[row] = (weights[row] as number) * Math.exp(say);
      }
      weights.set(normalised(weights));
      if (context.isTimeUp?.() === true) {
        end = 'time is up';
        break;
      }
      await breathe();
    }
    const model = {
      family: 'adaboost',
      task,
      inputs: train.x.columns,
      config: { scale: scaleOf(classes) / says },
      weights: forestWeights(joinForests(forests)),
    };
    const stopped = forests.length < values.trees;
    const notes = stopped ? [`${forests.length} of ${values.trees} trees: ${end}`] : [];
    return { model, history: [], epochs: 0, bestEpoch: 0, notes };
  },

  predictor(model) {
    const forest = readForest(model);
    const scale = model.config['scale'] as number;
    const write = predictionsFrom(model, (votes, row, logits) => {
      for (let k = 0; k < logits.length; k++) {
        logits[k] = scale * (votes.values[row * logits.length + k] as number);
      }
    });
    return (matrix) => {
      const votes = new Float64Array(matrix.rows * forest.outputs);
      addTreesInBlocks(forest, matrix, votes);
      // Not a matrix of features, but read row by row in the same way.
      return write({ rows: matrix.rows, columns: [], values: votes as unknown as Float32Array });
    };
  },
});

/** From mean votes to logits: softmax of votes / (K − 1), which for two classes is the logistic function of twice the vote. */
function scaleOf(classes: number): number {
  return classes === 2 ? 2 : 1 / Math.max(1, classes - 1);
}

/** Alpha of SAMME; at most 0 when the tree is no better than guessing among `classes`. */
function sayOf(error: number, classes: number, learningRate: number): number {
  return learningRate * (Math.log((1 - error) / error) + Math.log(Math.max(1, classes - 1)));
}

function normalised(weights: Float64Array): Float64Array {
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

/** The class that each row's leaf holds most of. */
function votesOf(
  forest: Forest,
  { x, classes }: { readonly x: Parameters<typeof addTreesInBlocks>[1]; readonly classes: number },
): Int32Array {
  const shares = new Float64Array(x.rows * forest.outputs);
  addTreesInBlocks(forest, x, shares);
  return Int32Array.from({ length: x.rows }, (_, row) =>
    bestOf(shares, row, classes, forest.width),
  );
}

function bestOf(shares: Float64Array, row: number, classes: number, width: number): number {
  if (width === 1) return (shares[row] as number) > 0.5 ? 1 : 0;
  let best = 0;
  for (let k = 1; k < classes; k++) {
    if ((shares[row * width + k] as number) > (shares[row * width + best] as number)) best = k;
  }
  return best;
}

/** Leaves that vote: `say` for their class and the rest against the others; one number of either sign for two classes. */
function votingForest(
  forest: Forest,
  { classes, say }: { readonly classes: number; readonly say: number },
): Forest {
  const { leaves, width } = forest;
  const votes = new Float64Array(leaves.length);
  for (let leaf = 0; leaf < leaves.length / width; leaf++) {
    const best = bestOf(leaves, leaf, classes, width);
    if (width === 1) votes[leaf] = best === 1 ? say : -say;
    else {
      votes.fill(-say / (classes - 1), leaf * width, (leaf + 1) * width);
      votes[leaf * width + best] = say;
    }
  }
  return { ...forest, leaves: votes };
}

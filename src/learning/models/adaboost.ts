import type { ValuesOf } from '../../contracts/params.js';
import { randomFor } from '../../contracts/seeded-random.js';
import { pacer } from '../compute/pacer.js';
import { addTreesInBlocks } from './forests/add-trees.js';
import { forestParams } from './forests/forest-params.js';
import { forestRows } from './forests/forest-rows.js';
import { TreeGrower } from './forests/grow-tree.js';
import { joinForests } from './forests/join-forests.js';
import {
  defineModel,
  type FitContext,
  type LabelledRows,
  type TrainingData,
} from './model-family.js';
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
    const data = withClassWeights(given, values);
    const { forests, says, end } = await boostRounds(data, values, context);
    const { task, train } = data;
    const model = {
      family: 'adaboost',
      task,
      inputs: train.x.columns,
      config: { scale: scaleOf(task.classes.length) / says },
      weights: forestWeights(joinForests(forests)),
    };
    const notes = end === undefined ? [] : [`${forests.length} of ${values.trees} trees: ${end}`];
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

interface Rounds {
  /** Forests of one tree each, whose leaves vote. */
  readonly forests: Forest[];
  /** Sum of what the trees have to say. */
  readonly says: number;
  /** Why there are fewer trees than wanted. */
  readonly end?: string;
}

async function boostRounds(
  { task, train }: TrainingData,
  values: ValuesOf<typeof params>,
  context: FitContext,
): Promise<Rounds> {
  const breathe = pacer(context.signal);
  const rows = forestRows(task, train, forestParams.category_rows.default);
  const grower = new TreeGrower(rows, {
    tried: rows.features.length,
    minLeaf: 1,
    maxDepth: values.max_depth,
    drawn: false,
    ordersDrawn: false,
  });
  const classes = task.classes.length;
  const weights = normalised(train.weights ?? new Float64Array(rows.rows).fill(1));
  const forests: Forest[] = [];
  let says = 0;
  for (let tree = 0; tree < values.trees; tree++) {
    grower.bag.fillWithAll(weights);
    const builder = new ForestBuilder({ outputs: rows.classes, width: rows.classes });
    grower.grow(builder, randomFor(context.seed, `${context.label}/tree/${tree}`));
    const forest = builder.finish();
    const wrong = wrongRows(forest, train, classes);
    const error = wrong.reduce((sum, row) => sum + (weights[row] as number), 0);
    const isPerfect = error <= 1e-15;
    const say = isPerfect ? 1 : sayOf(error, classes, values.learning_rate);
    if (say <= 0 && forests.length > 0) {
      return { forests, says, end: 'the next would be no better than guessing' };
    }
    // A first tree that is no better than guessing is all there is.
    const heard = Math.max(say, 1e-9);
    forests.push(votingForest(forest, { classes, say: heard }));
    says += heard;
    const [done, total] = [tree + 1, values.trees];
    context.emit({ type: 'progress', done, total, unit: 'trees', label: context.label });
    const end = endAfter({ isPerfect, say, isTimeUp: context.isTimeUp?.() === true });
    if (end !== undefined) return { forests, says, ...(done < total ? { end } : {}) };
    for (const row of wrong) weights[row] = (weights[row] as number) * Math.exp(say);
    weights.set(normalised(weights));
    await breathe();
  }
  return { forests, says };
}

function endAfter({
  isPerfect,
  say,
  isTimeUp,
}: {
  readonly isPerfect: boolean;
  readonly say: number;
  readonly isTimeUp: boolean;
}): string | undefined {
  if (isPerfect) return 'a tree made no mistake on the training rows';
  if (say <= 0) return 'none is better than guessing';
  return isTimeUp ? 'time is up' : undefined;
}

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

/** The rows whose leaf holds most of another class. */
function wrongRows(forest: Forest, { x, y }: LabelledRows, classes: number): Int32Array {
  const { width } = forest;
  const shares = new Float64Array(x.rows * width);
  addTreesInBlocks(forest, x, shares);
  const all = Int32Array.from({ length: x.rows }, (_, row) => row);
  return all.filter((row) => bestOf(shares, row, { classes, width }) !== y[row]);
}

function bestOf(
  shares: Float64Array,
  row: number,
  { classes, width }: { readonly classes: number; readonly width: number },
): number {
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
    const best = bestOf(leaves, leaf, { classes, width });
    if (width === 1) votes[leaf] = best === 1 ? say : -say;
    else {
      votes.fill(-say / (classes - 1), leaf * width, (leaf + 1) * width);
      votes[leaf * width + best] = say;
    }
  }
  return { ...forest, leaves: votes };
}

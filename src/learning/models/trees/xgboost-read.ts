import type { SavedModel } from '../../../contracts/model.js';
import type { Task, TaskKind } from '../../../contracts/task.js';
import { MlxError } from '../../../errors/index.js';
import { asksCategory, type Forest, missingLeft } from './forest.js';
import { forestWeights } from './forest-weights.js';
import { categoriesOf, type FileCategories } from './xgboost-categories.js';

/** As much of a model that XGBoost saves as JSON as is read (doc/model.schema in its repository). */
interface XgboostJson {
  readonly learner: {
    readonly learner_model_param: { readonly base_score: string; readonly num_class: string };
    readonly objective: { readonly name: string };
    readonly feature_names?: readonly string[];
    readonly attributes?: { readonly best_iteration?: string };
    readonly gradient_booster: {
      readonly name: string;
      readonly weight_drop?: readonly number[];
      readonly gbtree?: { readonly model: TreesJson };
      readonly model?: TreesJson;
    };
  };
}

interface TreesJson {
  readonly gbtree_model_param: { readonly num_parallel_tree?: string };
  readonly trees: readonly TreeJson[];
  readonly tree_info: readonly number[];
  readonly cats?: { readonly enc?: readonly unknown[] };
}

interface TreeJson {
  readonly left_children: readonly number[];
  readonly right_children: readonly number[];
  readonly split_indices: readonly number[];
  readonly split_conditions: readonly number[];
  readonly split_type?: readonly number[];
  readonly default_left: readonly (number | boolean)[];
  readonly sum_hessian?: readonly number[];
  readonly categories?: readonly number[];
  readonly categories_nodes?: readonly number[];
  readonly categories_segments?: readonly number[];
  readonly categories_sizes?: readonly number[];
  readonly tree_param: { readonly size_leaf_vector?: string };
}

/** A model of XGBoost, and what it says of itself. */
export interface XgboostModel {
  /** Names of the features; empty when it was trained without. */
  readonly features: readonly string[];
  /** For each feature its categories in the order of their codes; undefined for numbers, and where the file does not tell. */
  readonly categories: readonly (FileCategories | undefined)[];
  /** Trees after the best iteration, which scikit-learn's interface leaves out and so does this. */
  readonly leftOut: number;
  /** The model as one of gradient boosting that predicts the same. */
  readonly model: (task: Task) => SavedModel;
}

/**
 * Reads a model that XGBoost 1.7 or newer saved as JSON. Throws `model/invalid` for what cannot be told the same way: linear boosters,
 * leaves of several numbers, losses of other tasks.
 */
export function readXgboost(json: unknown): XgboostModel {
  const { learner } = json as XgboostJson;
  const trees = treesOf(learner);
  const outputs = Math.max(1, Number(learner.learner_model_param.num_class));
  const all = trees.trees.length;
  const used = usedTrees(learner, trees, outputs);
  const shares = learner.gradient_booster.weight_drop;
  const forest = forestOf(trees.trees.slice(0, used), { outputs, shares });
  const features = learner.feature_names ?? [];
  return {
    ...{ features, categories: features.map((_, at) => categoriesOf(trees.cats?.enc?.[at])) },
    leftOut: all - used,
    model: (task) => {
      const { link, objective } = lossOf(learner.objective.name, task, outputs);
      const base = baseScores(learner.learner_model_param.base_score, outputs).map(link);
      return {
        ...{ family: 'gradient-boosting', task, inputs: features },
        config: { objective, trees: forest.roots.length, importance: [] },
        weights: {
          start: { shape: [outputs], values: Float64Array.from(base) },
          ...forestWeights(forest),
        },
      };
    },
  };
}

type Learner = XgboostJson['learner'];

function treesOf({ gradient_booster: { name, gbtree, model } }: Learner): TreesJson {
  const trees = gbtree?.model ?? model;
  if (trees === undefined || name === 'gblinear') throw invalid('its booster has no trees');
  return trees;
}

/** How many trees count: those up to the best iteration, where training stopped early. */
function usedTrees({ attributes }: Learner, trees: TreesJson, outputs: number): number {
  const parallel = Number(trees.gbtree_model_param.num_parallel_tree ?? 1);
  if (outputs > 1 && parallel > 1) throw invalid('it has parallel trees of several classes');
  if (trees.tree_info.some((output, tree) => output !== (outputs > 1 ? tree % outputs : 0))) {
    throw invalid('its trees do not take turns by class');
  }
  const best = attributes?.best_iteration;
  const all = trees.trees.length;
  return best === undefined ? all : Math.min(all, (Number(best) + 1) * outputs * parallel);
}

const identity = (score: number): number => score;

/** What takes `base_score` to the scale of the scores, and the loss as gradient boosting calls it. */
function lossOf(
  name: string,
  { kind, classes }: Task,
  outputs: number,
): { readonly link: (score: number) => number; readonly objective: string } {
  const objective = objectives[kind]?.find(({ names }) => names.test(name))?.objective;
  if (objective === undefined) {
    throw invalid(`its objective is \`${name}\`, and the task is ${kind}`);
  }
  if (kind === 'multiclass' && outputs !== classes.length) {
    throw invalid(`it has ${outputs} classes, and the target ${classes.length}`);
  }
  if (objective === 'poisson') return { link: Math.log, objective };
  const logit = (share: number): number => Math.log(share / (1 - share));
  return { link: objective === 'binary' ? logit : identity, objective };
}

/** XGBoost's objectives that gradient boosting knows, by task. */
const objectives: Readonly<
  Partial<Record<TaskKind, readonly { readonly names: RegExp; readonly objective: string }[]>>
> = {
  binary: [{ names: /^binary:logistic$/, objective: 'binary' }],
  multiclass: [{ names: /^multi:soft(prob|max)$/, objective: 'multiclass' }],
  regression: [
    { names: /^(count:poisson|reg:gamma|reg:tweedie)$/, objective: 'poisson' },
    { names: /^reg:(?!logistic)/, objective: 'squared' },
  ],
};

/** One number, or since version 3 a list of them as text. */
function baseScores(text: string, outputs: number): readonly number[] {
  const found = text.replaceAll(/[[\]]/g, '').split(',').map(Number);
  return Array.from({ length: outputs }, (_, at) => found[at] ?? found[0] ?? 0);
}

interface Node {
  feature: number;
  threshold: number;
  child: number;
  flags: number;
  setAt: number;
  cover: number;
}

/** Where a node of a tree is written, and what its leaves count. */
interface Filled {
  readonly at: number;
  readonly share: number;
}

/** A node that asks, with the nodes of its two sides. A category of its set goes right there and left here: the sides change places. */
function questionOf(tree: TreeJson, from: number) {
  const asks = tree.split_type?.[from] === 1;
  const missing = Boolean(tree.default_left[from]);
  const sides = [tree.left_children[from] as number, tree.right_children[from] as number] as const;
  const [first, second] = asks ? [sides[1], sides[0]] : sides;
  return {
    ...{ first, second, set: asks ? bitSet(tree, from) : [] },
    feature: tree.split_indices[from] as number,
    threshold: asks ? 0 : floatUnder(tree.split_conditions[from] as number),
    flags: (missing === asks ? 0 : missingLeft) | (asks ? asksCategory : 0),
  };
}

function forestOf(
  trees: readonly TreeJson[],
  { outputs, shares }: { readonly outputs: number; readonly shares: readonly number[] | undefined },
): Forest {
  const nodes: Node[] = [];
  const sets: number[] = [];
  const leaves: number[] = [];
  const add = (): number =>
    nodes.push({ feature: -1, threshold: 0, child: 0, flags: 0, setAt: 0, cover: 0 }) - 1;
  const fill = (tree: TreeJson, from: number, { at, share }: Filled): void => {
    const node = nodes[at] as Node;
    node.cover = tree.sum_hessian?.[from] ?? 0;
    if ((tree.left_children[from] as number) < 0) {
      node.child = leaves.push(share * (tree.split_conditions[from] as number)) - 1;
      return;
    }
    const { first, second, set, ...question } = questionOf(tree, from);
    Object.assign(node, question, { setAt: sets.length, child: add() });
    add();
    sets.push(...set);
    fill(tree, first, { at: node.child, share });
    fill(tree, second, { at: node.child + 1, share });
  };
  const roots = trees.map((tree, number) => {
    if (Number(tree.tree_param.size_leaf_vector ?? 1) > 1) {
      throw invalid('its leaves hold several numbers (`multi_output_tree`)');
    }
    const root = add();
    fill(tree, 0, { at: root, share: shares?.[number] ?? 1 });
    return root;
  });
  const numbers = (key: keyof Node): number[] => nodes.map((node) => node[key]);
  return {
    ...{ outputs, width: 1, roots: Int32Array.from(roots) },
    feature: Int32Array.from(numbers('feature')),
    threshold: Float32Array.from(numbers('threshold')),
    child: Int32Array.from(numbers('child')),
    flags: Uint8Array.from(numbers('flags')),
    setAt: Int32Array.from(sets.length === 0 ? [] : numbers('setAt')),
    sets: Int32Array.from(sets),
    leaves: Float64Array.from(leaves),
    cover: Float32Array.from(numbers('cover')),
  };
}

/** The words of a node's set of categories, their number first. */
function bitSet(tree: TreeJson, node: number): readonly number[] {
  const at = (tree.categories_nodes ?? []).indexOf(node);
  const start = tree.categories_segments?.[at] ?? 0;
  const codes = (tree.categories ?? []).slice(start, start + (tree.categories_sizes?.[at] ?? 0));
  const words = new Int32Array(1 + Math.floor(Math.max(0, ...codes) / 32));
  for (const code of codes) words[code >> 5] = (words[code >> 5] as number) | (1 << (code & 31));
  return [words.length, ...words];
}

/** The largest float32 below a number: what is smaller than the one is at most the other. */
function floatUnder(limit: number): number {
  const nearest = new Float32Array([limit]);
  const bits = new Int32Array(nearest.buffer);
  if (nearest[0] === 0) bits[0] = 0x80000001 | 0;
  else bits[0] = (bits[0] as number) + ((nearest[0] as number) > 0 ? -1 : 1);
  return nearest[0] as number;
}

function invalid(why: string): MlxError {
  return new MlxError('model/invalid', `This XGBoost model cannot be read: ${why}`, {
    hints: [
      'Save it with `booster.save_model("model.json")`, and name the task it was trained for',
    ],
  });
}

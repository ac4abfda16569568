import type { SavedModel } from '../../../contracts/model.js';
import { asksCategory, type Forest, missingLeft } from './forest.js';
import { readForest } from './forest-weights.js';

/** `decision_type` of LightGBM's text: what the bits mean (include/LightGBM/tree.h). */
const categorical = 1;
const defaultLeft = 2;
const missingIsNaN = 8;

/** What stands for a threshold beyond all numbers: LightGBM's own substitute for infinity. */
const huge = 1e300;

/**
 * A gradient-boosting model as LightGBM's text (version v4, src/boosting/gbdt_model_text.cpp), which LightGBM loads and
 * predicts the same with, from categories as codes. Scores that boosting starts from are in the leaves of the first trees;
 * characters that LightGBM does not allow in a feature's name become `_`.
 */
export function writeLightgbm(model: SavedModel): string {
  const forest = readForest(model);
  const start = model.weights['start']?.values ?? [];
  const trees = Array.from(forest.roots, (_, tree) =>
    treeText(forest, tree, tree < forest.outputs ? (start[tree] as number) : 0),
  );
  // Without any tree the start is a tree of one leaf.
  const all = trees.length > 0 ? trees : Array.from(start, (score, k) => leafText(k, [score]));
  return `${header(model, forest, all)}\n\n${all.join('')}end of trees\n\nparameters:\nend of parameters\n`;
}

function header(model: SavedModel, { outputs }: Forest, trees: readonly string[]): string {
  return [
    'tree',
    'version=v4',
    `num_class=${outputs}`,
    `num_tree_per_iteration=${outputs}`,
    'label_index=0',
    `max_feature_idx=${model.inputs.length - 1}`,
    `objective=${objectiveText(model)}`,
    `feature_names=${model.inputs.map((name) => name.replaceAll(/[\s",:[\]{}]/g, '_')).join(' ')}`,
    `feature_infos=${model.inputs.map(() => `[-${huge}:${huge}]`).join(' ')}`,
    `tree_sizes=${trees.map((text) => Buffer.byteLength(text)).join(' ')}`,
  ].join('\n');
}

function objectiveText({ task, config }: SavedModel): string {
  if (task.kind === 'binary') return 'binary sigmoid:1';
  if (task.kind === 'multiclass') return `multiclass num_class:${task.classes.length}`;
  return config['objective'] === 'poisson' ? 'poisson' : 'regression';
}

/** A question as LightGBM writes it; its children are numbers of questions, or −1 − the number of a leaf. */
interface Question {
  readonly feature: number;
  readonly threshold: number;
  readonly decision: number;
  readonly set: readonly number[] | undefined;
  /** Training rows that came by. */
  readonly count: number;
  left: number;
  right: number;
}

function treeText(forest: Forest, tree: number, start: number): string {
  const { width, leaves, child, feature } = forest;
  const questions: Question[] = [];
  const values: number[] = [];
  const counts: number[] = [];
  const visit = (node: number): number => {
    const next = child[node] as number;
    if ((feature[node] as number) < 0) {
      values.push((leaves[next * width] as number) + start);
      counts.push(countOf(forest, node));
      return -values.length;
    }
    const { question, swapped } = questionOf(forest, node);
    const number = questions.push(question) - 1;
    question.left = visit(swapped ? next + 1 : next);
    question.right = visit(swapped ? next : next + 1);
    return number;
  };
  visit(forest.roots[tree] as number);
  return questions.length === 0
    ? leafText(tree, values)
    : questionsText(tree, questions, { values, counts });
}

/** LightGBM counts rows in whole numbers. */
function countOf({ cover }: Forest, node: number): number {
  return Math.round(cover[node] as number);
}

/** In LightGBM a missing category always goes right: where it goes left here, the sides change places. */
function questionOf(
  forest: Forest,
  node: number,
): { readonly question: Question; readonly swapped: boolean } {
  const feature = forest.feature[node] as number;
  const flags = forest.flags[node] as number;
  const goesLeft = (flags & missingLeft) !== 0;
  const count = countOf(forest, node);
  if ((flags & asksCategory) === 0) {
    const threshold = Math.max(-huge, Math.min(huge, forest.threshold[node] as number));
    const decision = missingIsNaN | (goesLeft ? defaultLeft : 0);
    const question = { feature, threshold, decision, set: undefined, count, left: 0, right: 0 };
    return { question, swapped: false };
  }
  const start = forest.setAt[node] as number;
  const words = forest.sets.subarray(start + 1, start + 1 + (forest.sets[start] as number));
  const set = Array.from(words, (word) => (goesLeft ? ~word : word) >>> 0);
  const decision = missingIsNaN | categorical;
  return {
    question: { feature, threshold: 0, decision, set, count, left: 0, right: 0 },
    swapped: goesLeft,
  };
}

function leafText(tree: number, values: readonly number[]): string {
  return [
    `Tree=${tree}`,
    'num_leaves=1',
    'num_cat=0',
    'split_feature=',
    'split_gain=',
    'threshold=',
    'decision_type=',
    'left_child=',
    'right_child=',
    `leaf_value=${values.join(' ')}`,
    'is_linear=0',
    'shrinkage=1',
    '\n',
  ].join('\n');
}

function questionsText(
  tree: number,
  questions: readonly Question[],
  { values, counts }: { readonly values: readonly number[]; readonly counts: readonly number[] },
): string {
  const sets = questions.flatMap(({ set }) => (set === undefined ? [] : [set]));
  const boundaries = sets.reduce<number[]>(
    (all, set) => [...all, (all.at(-1) ?? 0) + set.length],
    [0],
  );
  let next = 0;
  const of = (part: (question: Question) => number) => questions.map(part).join(' ');
  const ones = (count: number) => Array<number>(count).fill(1).join(' ');
  return [
    `Tree=${tree}`,
    `num_leaves=${values.length}`,
    `num_cat=${sets.length}`,
    `split_feature=${of(({ feature }) => feature)}`,
    `split_gain=${ones(questions.length)}`,
    // A question for categories has the number of its set there.
    `threshold=${of(({ set, threshold }) => (set === undefined ? threshold : next++))}`,
    `decision_type=${of(({ decision }) => decision)}`,
    `left_child=${of(({ left }) => left)}`,
    `right_child=${of(({ right }) => right)}`,
    `leaf_value=${values.join(' ')}`,
    `leaf_weight=${ones(values.length)}`,
    `leaf_count=${counts.join(' ')}`,
    `internal_value=${ones(questions.length)}`,
    `internal_weight=${ones(questions.length)}`,
    `internal_count=${of(({ count }) => count)}`,
    ...(sets.length === 0
      ? []
      : [`cat_boundaries=${boundaries.join(' ')}`, `cat_threshold=${sets.flat().join(' ')}`]),
    'is_linear=0',
    'shrinkage=1',
    '\n',
  ].join('\n');
}

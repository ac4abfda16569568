import type { SavedModel } from '../../../contracts/model.js';
import type { Task } from '../../../contracts/task.js';
import { MlxError } from '../../../errors/index.js';
import { asksCategory, type Forest, missingLeft } from './forest.js';
import { forestWeights } from './forest-weights.js';

/**
 * A model that LightGBM wrote as text, as one of gradient boosting that predicts the same. Categories are read as the codes it
 * was trained on. Throws `model/invalid` for what cannot be told the same way: linear leaves, zero as missing, and tasks
 * that do not match.
 */
export function readLightgbm(text: string, task: Task): SavedModel {
  const [head = '', ...rest] = text.split(/\n(?=Tree=\d+\n)/);
  const facts = fieldsOf(head);
  const fact = (name: string) => facts.get(name) ?? '';
  const outputs = Number(fact('num_tree_per_iteration'));
  const wanted = task.kind === 'multiclass' ? task.classes.length : 1;
  // Before version 4 a missing category could be category 0.
  if (fact('version') !== 'v4') throw invalid('the text is not of LightGBM 4');
  if (outputs !== wanted) throw invalid(`it has ${outputs} output(s), and the task ${wanted}`);
  const [objective = 'regression'] = fact('objective').split(' ');
  // A random forest's trees are averaged; a logistic of another steepness is one of steeper scores.
  const rounds = facts.has('average_output') ? Math.max(1, rest.length / outputs) : 1;
  const factor = Number(/sigmoid:([^ ]+)/.exec(fact('objective'))?.[1] ?? 1) / rounds;
  const trees = rest.map((tree) => readTree(fieldsOf(tree)));
  const forest = forestOf(trees, { outputs, factor });
  return {
    family: 'gradient-boosting',
    task,
    inputs: fact('feature_names').split(' '),
    config: { objective, trees: forest.roots.length, importance: [] },
    weights: {
      start: { shape: [outputs], values: new Float64Array(outputs) },
      ...forestWeights(forest),
    },
  };
}

/** A tree's arrays as they stand in the text. */
interface TextTree {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly decision: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly values: readonly number[];
  /** Training rows at each question and each leaf. */
  readonly counts: readonly number[];
  readonly leafCounts: readonly number[];
  readonly boundaries: readonly number[];
  readonly sets: readonly number[];
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').map((line) => line.trimEnd());
  return new Map(
    lines.map((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

function readTree(fields: ReadonlyMap<string, string>): TextTree {
  if (fields.get('is_linear') === '1') throw invalid('its leaves are linear models');
  const numbers = (name: string) =>
    (fields.get(name) ?? '')
      .split(' ')
      .filter((part) => part !== '')
      .map(numberOf);
  return {
    feature: numbers('split_feature'),
    threshold: numbers('threshold'),
    decision: numbers('decision_type'),
    left: numbers('left_child'),
    right: numbers('right_child'),
    values: numbers('leaf_value'),
    counts: numbers('internal_count'),
    leafCounts: numbers('leaf_count'),
    boundaries: numbers('cat_boundaries'),
    sets: numbers('cat_threshold'),
  };
}

function forestOf(
  trees: readonly TextTree[],
  { outputs, factor }: { readonly outputs: number; readonly factor: number },
): Forest {
  const feature: number[] = [];
  const threshold: number[] = [];
  const child: number[] = [];
  const flags: number[] = [];
  const setAt: number[] = [];
  const sets: number[] = [];
  const leaves: number[] = [];
  const roots: number[] = [];
  const cover: number[] = [];
  const addNode = () => {
    for (const part of [threshold, child, flags, setAt, cover]) part.push(0);
    return feature.push(-1) - 1;
  };
  const fill = (tree: TextTree, number: number, node: number): void => {
    if (number < 0) {
      child[node] = leaves.push(factor * (tree.values[-1 - number] as number)) - 1;
      cover[node] = tree.leafCounts[-1 - number] ?? 0;
      return;
    }
    feature[node] = tree.feature[number] as number;
    cover[node] = tree.counts[number] ?? 0;
    const question = questionOf(tree, number);
    threshold[node] = question.threshold;
    flags[node] = question.flags;
    setAt[node] = sets.length;
    if (question.set !== undefined) sets.push(question.set.length, ...question.set);
    const first = addNode();
    addNode();
    child[node] = first;
    fill(tree, tree.left[number] as number, first);
    fill(tree, tree.right[number] as number, first + 1);
  };
  for (const tree of trees) {
    const root = addNode();
    roots.push(root);
    fill(tree, tree.feature.length === 0 ? -1 : 0, root);
  }
  return {
    outputs,
    width: 1,
    roots: Int32Array.from(roots),
    feature: Int32Array.from(feature),
    threshold: Float32Array.from(threshold),
    child: Int32Array.from(child),
    flags: Uint8Array.from(flags),
    setAt: Int32Array.from(sets.length === 0 ? [] : setAt),
    sets: Int32Array.from(sets),
    leaves: Float64Array.from(leaves),
    cover: Float32Array.from(cover),
  };
}

function questionOf(
  { threshold, decision, boundaries, sets }: TextTree,
  number: number,
): { threshold: number; flags: number; set?: readonly number[] } {
  const bits = decision[number] as number;
  const missing = (bits >> 2) & 3;
  const limit = threshold[number] as number;
  if ((bits & 1) === 1) {
    const set = sets.slice(boundaries[limit], boundaries[limit + 1]);
    // What is missing goes right.
    return { threshold: 0, flags: asksCategory, set };
  }
  if (missing === 1) throw invalid('it was trained with `zero_as_missing`');
  const goesLeft = missing === 2 ? (bits & 2) !== 0 : 0 <= limit;
  return { threshold: floatBelow(limit), flags: goesLeft ? missingLeft : 0 };
}

/** LightGBM writes `inf` for a threshold beyond all numbers. */
function numberOf(text: string): number {
  return text.endsWith('inf') ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);
}

/** The largest float32 that is not above a number: float32 values compare with it as with the number itself. */
function floatBelow(limit: number): number {
  const nearest = new Float32Array([limit]);
  if ((nearest[0] as number) <= limit) return nearest[0] as number;
  const bits = new Int32Array(nearest.buffer);
  bits[0] = (bits[0] as number) + ((nearest[0] as number) > 0 ? -1 : 1);
  return nearest[0] as number;
}

function invalid(why: string): MlxError {
  return new MlxError('model/invalid', `This LightGBM model cannot be read: ${why}`, {
    hints: ['Save it with `booster.save_model(FILE)`, and name the task it was trained for'],
  });
}

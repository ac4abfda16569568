import { asksCategory, type Forest, missingLeft } from '../../../learning/models/trees/forest.js';
import type { OnnxAttribute } from './onnx-parts.js';

/**
 * A forest as the attributes of a TreeEnsembleRegressor. That answers in float32, which is too coarse for a target in the hundred
 * thousands: each leaf is told twice, as a whole number of steps, whose sums are exact, and as the rest.
 */
export function forestNode(forest: Forest): {
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
  readonly step: number;
} {
  const step = stepOf(forest);
  const table = tableOf(forest, step);
  const attributes = Object.fromEntries(
    Object.entries(table.ints).map(([name, ints]) => [name, { ints }] as const),
  );
  return {
    step,
    attributes: {
      ...attributes,
      nodes_modes: { texts: table.modes },
      nodes_values_as_tensor: { doubles: table.values },
      target_weights_as_tensor: { doubles: table.weights },
      n_targets: { int: 2 * forest.outputs },
      aggregate_function: { text: 'SUM' },
      post_transform: { text: 'NONE' },
    },
  };
}

/** What puts steps, which come first, and rests together: 2 · outputs × outputs. */
export function stepsToSums(outputs: number, step: number): readonly number[] {
  return Array.from({ length: 2 * outputs * outputs }, (_, at) => {
    const [from, to] = [Math.floor(at / outputs), at % outputs];
    return from === to ? step : from === to + outputs ? 1 : 0;
  });
}

/** So that sums of steps stay whole numbers below 2^23, which float32 holds exactly. */
function stepOf({ roots, leaves }: Forest): number {
  const largest = leaves.reduce((most, leaf) => Math.max(most, Math.abs(leaf)), 0);
  return largest === 0 ? 1 : 2 ** Math.ceil(Math.log2((largest * roots.length) / 2 ** 22));
}

/** Nodes and leaves as the attributes of TreeEnsembleRegressor list them. */
class NodeTable {
  readonly ints = {
    nodes_treeids: [] as number[],
    nodes_nodeids: [] as number[],
    nodes_featureids: [] as number[],
    nodes_truenodeids: [] as number[],
    nodes_falsenodeids: [] as number[],
    nodes_missing_value_tracks_true: [] as number[],
    target_treeids: [] as number[],
    target_nodeids: [] as number[],
    target_ids: [] as number[],
  };
  readonly modes: string[] = [];
  readonly values: number[] = [];
  readonly weights: number[] = [];

  node(tree: number, id: number, facts: NodeFacts): void {
    const [mode, feature, value, yes, no, tracks] = facts;
    this.ints.nodes_treeids.push(tree);
    this.ints.nodes_nodeids.push(id);
    this.modes.push(mode);
    this.ints.nodes_featureids.push(feature);
    this.values.push(value);
    this.ints.nodes_truenodeids.push(yes);
    this.ints.nodes_falsenodeids.push(no);
    this.ints.nodes_missing_value_tracks_true.push(tracks);
  }

  /** What a leaf adds to a target. */
  target(tree: number, id: number, [place, weight]: readonly [number, number]): void {
    this.ints.target_treeids.push(tree);
    this.ints.target_nodeids.push(id);
    this.ints.target_ids.push(place);
    this.weights.push(weight);
  }
}

/** Mode, feature, value, the nodes for yes and no, and 1 when a missing value goes with yes. */
type NodeFacts = readonly [string, number, number, number, number, number];

function tableOf(forest: Forest, step: number): NodeTable {
  const table = new NodeTable();
  const { roots, feature } = forest;
  for (const [tree, root] of roots.entries()) {
    const end = roots[tree + 1] ?? feature.length;
    // Nodes that ask for a category become several: the new ones get ids behind the tree's own.
    let next = end - root;
    for (let at = root; at < end; at++) {
      if ((feature[at] as number) < 0) addLeaf(table, forest, { tree, root, at, step });
      else next = addBranch(table, forest, { tree, root, at, next });
    }
  }
  return table;
}

/** Where a node stands: its tree, the tree's first node, and itself. */
interface Place {
  readonly tree: number;
  readonly root: number;
  readonly at: number;
}

function addLeaf(
  table: NodeTable,
  { child, leaves, width, outputs }: Forest,
  { tree, root, at, step }: Place & { readonly step: number },
): void {
  const id = at - root;
  table.node(tree, id, ['LEAF', 0, 0, 0, 0, 0]);
  for (let k = 0; k < width; k++) {
    const target = width === 1 ? tree % outputs : k;
    const value = leaves[(child[at] as number) * width + k] as number;
    const steps = Math.round(value / step);
    table.target(tree, id, [target, steps]);
    table.target(tree, id, [target + outputs, value - steps * step]);
  }
}

/** Adds a node that asks, as several when it asks for a category; gives the next free id. */
function addBranch(
  table: NodeTable,
  forest: Forest,
  { tree, root, at, next: free }: Place & { readonly next: number },
): number {
  const id = at - root;
  const feature = forest.feature[at] as number;
  const flag = forest.flags[at] as number;
  const tracks = (flag & missingLeft) === 0 ? 0 : 1;
  const yes = (forest.child[at] as number) - root;
  const no = yes + 1;
  if ((flag & asksCategory) === 0) {
    const threshold = forest.threshold[at] as number;
    table.node(tree, id, ['BRANCH_LEQ', feature, threshold, yes, no, tracks]);
    return free;
  }
  const codes = codesOf(forest, at);
  // An empty set is no code at all.
  const asked = codes.length === 0 ? [-1] : codes;
  let next = free;
  for (const [place, code] of asked.entries()) {
    const isLast = place === asked.length - 1;
    const own = place === 0 ? id : next++;
    const otherwise = isLast ? no : next;
    table.node(tree, own, ['BRANCH_EQ', feature, code, yes, otherwise, tracks]);
  }
  return next;
}

function codesOf({ setAt, sets }: Forest, node: number): readonly number[] {
  const start = setAt[node] as number;
  const words = sets[start] as number;
  return Array.from({ length: 32 * words }, (_, code) => code).filter(
    (code) => (((sets[start + 1 + (code >> 5)] as number) >>> (code & 31)) & 1) === 1,
  );
}

/**
 * Many trees in flat arrays, one entry for each node; all of a tree's nodes stand together, its root first.
 * A row goes left at a node when its value is at most `threshold`, or is one of the categories in `sets`; a missing value
 * goes left when the flag `missingLeft` says so. The left child is node `child`, the right one the node after it.
 * A leaf has feature −1, and its values are the `width` numbers from `leaves[child * width]`.
 */
export interface Forest {
  /** Numbers that the forest gives for a row. */
  readonly outputs: number;
  /** Numbers in a leaf: `outputs`, or 1 when tree t adds to output t % outputs only. */
  readonly width: number;
  readonly roots: Int32Array;
  /** Column of the matrix. */
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly child: Int32Array;
  readonly flags: Uint8Array;
  /** Of a node that asks for categories: where in `sets` its bit set starts, with its number of words first. Empty if none does. */
  readonly setAt: Int32Array;
  readonly sets: Int32Array;
  readonly leaves: Float64Array;
  /** How many training rows came by, weighted. */
  readonly cover: Float32Array;
}

export const missingLeft = 1;
export const asksCategory = 2;

/** One row: its values are those of `values` from `start` on. */
export interface RowValues {
  readonly values: Float32Array;
  readonly start: number;
}

/** The node of the leaf that a row ends in. */
export function leafOf(forest: Forest, tree: number, row: RowValues): number {
  const { roots, feature, child } = forest;
  let node = roots[tree] as number;
  while ((feature[node] as number) >= 0) {
    node = (child[node] as number) + (goesLeft(forest, node, row) ? 0 : 1);
  }
  return node;
}

/** Whether a row goes to the first child of a node that asks something. */
export function goesLeft(forest: Forest, node: number, { values, start }: RowValues): boolean {
  const value = values[start + (forest.feature[node] as number)] as number;
  const flag = forest.flags[node] as number;
  if (Number.isNaN(value)) return (flag & missingLeft) !== 0;
  if ((flag & asksCategory) === 0) return value <= (forest.threshold[node] as number);
  return hasCategory(forest, node, value);
}

/** Whether a code is in the set of a node that asks for categories. A code beyond the set is not. */
function hasCategory({ setAt, sets }: Forest, node: number, code: number): boolean {
  const start = setAt[node] as number;
  const word = code >> 5;
  if (code < 0 || word >= (sets[start] as number)) return false;
  return (((sets[start + 1 + word] as number) >>> (code & 31)) & 1) === 1;
}

/** The forest's first trees: what boosting was after fewer rounds. */
export function firstTrees(forest: Forest, trees: number): Forest {
  if (trees >= forest.roots.length) return forest;
  const nodes = forest.roots[trees] as number;
  const feature = forest.feature.slice(0, nodes);
  const leaves = feature.reduce((count, column) => count + (column < 0 ? 1 : 0), 0);
  const sets = endOfSets(forest, nodes);
  return {
    ...forest,
    roots: forest.roots.slice(0, trees),
    feature,
    threshold: forest.threshold.slice(0, nodes),
    child: forest.child.slice(0, nodes),
    flags: forest.flags.slice(0, nodes),
    setAt: forest.setAt.slice(0, sets === 0 ? 0 : nodes),
    sets: forest.sets.slice(0, sets),
    leaves: forest.leaves.slice(0, leaves * forest.width),
    cover: forest.cover.slice(0, nodes),
  };
}

/** Sets are written as the nodes are, so those of the first nodes come first. */
function endOfSets({ flags, setAt, sets }: Forest, nodes: number): number {
  let end = 0;
  for (let node = 0; node < nodes; node++) {
    if (((flags[node] as number) & asksCategory) === 0) continue;
    const start = setAt[node] as number;
    end = Math.max(end, start + 1 + (sets[start] as number));
  }
  return end;
}

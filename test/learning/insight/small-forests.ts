import { randomFor } from '../../../src/contracts/seeded-random.js';
import {
  asksCategory,
  type Forest,
  goesLeft,
  missingLeft,
} from '../../../src/learning/models/trees/forest.js';

/** A tree as scikit-learn keeps it; a leaf has −1 for its children. */
export interface ListedTree {
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly cover: readonly number[];
  readonly values: readonly (readonly number[])[];
}

interface Grown {
  readonly feature: number;
  readonly threshold?: number;
  readonly set?: number;
  readonly missingLeft?: boolean;
  readonly cover: number;
  readonly values?: readonly number[];
  readonly children?: readonly [Grown, Grown];
}

/** The mean of trees of scikit-learn. */
export function scikitForest(trees: readonly ListedTree[]): Forest {
  const grown = trees.map((tree): Grown => {
    const node = (at: number): Grown => {
      const cover = tree.cover[at] as number;
      const [left, right] = [tree.left[at] as number, tree.right[at] as number];
      if (left < 0) {
        const values = (tree.values[at] as readonly number[]).map((value) => value / trees.length);
        return { feature: -1, cover, values };
      }
      const threshold = tree.threshold[at] as number;
      return {
        ...{ feature: tree.feature[at] as number, cover, children: [node(left), node(right)] },
        threshold: Math.fround(threshold) > threshold ? below(threshold) : Math.fround(threshold),
      };
    };
    return node(0);
  });
  return forestOf(grown, (trees[0]?.values[0] as readonly number[]).length);
}

function below(value: number): number {
  const near = new Float32Array([value]);
  const bits = new Int32Array(near.buffer);
  bits[0] = (bits[0] as number) + (value > 0 ? -1 : 1);
  return near[0] as number;
}

/** Two trees that ask for numbers and categories, and rows with missing values. */
export function randomForest({
  seed,
  depth,
  columns,
  outputs,
}: {
  readonly seed: number;
  readonly depth: number;
  readonly columns: number;
  readonly outputs: number;
}): { readonly forest: Forest; readonly rows: readonly (readonly number[])[] } {
  const random = randomFor(seed, 'forest');
  const leaf = (cover: number): Grown => ({
    ...{ feature: -1, cover },
    values: Array.from({ length: outputs }, () => random() * 4 - 2),
  });
  const grow = (level: number, cover: number): Grown => {
    if (level === 0) return leaf(cover);
    const feature = Math.floor(random() * columns);
    const left = Math.round(random() * cover);
    // One side ends soon, so that deep trees stay small.
    const [first, second] = level > 8 ? [level - 1, 0] : [level - 1, Math.min(level - 1, 4)];
    return {
      feature,
      cover,
      ...(feature === 0 ? { set: Math.floor(random() * 16) } : { threshold: random() * 3 - 1.5 }),
      missingLeft: random() < 0.5,
      children: [grow(first, left), grow(second, cover - left)],
    };
  };
  const rows = Array.from({ length: 3 }, () =>
    Array.from({ length: columns }, (_, column) =>
      random() < 0.1
        ? NaN
        : column === 0
          ? Math.floor(random() * 6)
          : Math.fround(random() * 3 - 1.5),
    ),
  );
  return { forest: forestOf([grow(depth, 1000), grow(depth, 1000)], outputs), rows };
}

function forestOf(trees: readonly Grown[], width: number): Forest {
  const nodes: Grown[] = [];
  const child: number[] = [];
  const leaves: number[] = [];
  const sets: number[] = [];
  const setAt: number[] = [];
  const add = (node: Grown): number => {
    setAt.push(node.set === undefined ? 0 : sets.push(1, node.set) - 2);
    child.push(0);
    return nodes.push(node) - 1;
  };
  const fill = (node: Grown, at: number): void => {
    if (node.children === undefined) {
      child[at] = leaves.push(...(node.values ?? [])) / width - 1;
      return;
    }
    const first = add(node.children[0]);
    add(node.children[1]);
    child[at] = first;
    fill(node.children[0], first);
    fill(node.children[1], first + 1);
  };
  const roots = trees.map((tree) => {
    const root = add(tree);
    fill(tree, root);
    return root;
  });
  return {
    ...{ outputs: width, width, roots: Int32Array.from(roots) },
    feature: Int32Array.from(nodes, ({ feature }) => feature),
    threshold: Float32Array.from(nodes, ({ threshold }) => threshold ?? 0),
    child: Int32Array.from(child),
    flags: Uint8Array.from(
      nodes,
      (node) => (node.set === undefined ? 0 : asksCategory) | (node.missingLeft ? missingLeft : 0),
    ),
    setAt: Int32Array.from(setAt),
    sets: Int32Array.from(sets),
    leaves: Float64Array.from(leaves),
    cover: Float32Array.from(nodes, ({ cover }) => cover),
  };
}

/** Shapley values by their definition: for each column, over all coalitions of the others. Column, then output. */
export function bruteForceShapley(
  forest: Forest,
  row: readonly number[],
  columns: number,
): readonly number[] {
  const values = Float32Array.from(row);
  const worth = (known: number): number[] => {
    const sums = Array<number>(forest.outputs).fill(0);
    const visit = (node: number, share: number): void => {
      const feature = forest.feature[node] as number;
      const first = forest.child[node] as number;
      if (feature < 0) {
        sums.forEach((sum, k) => {
          sums[k] = sum + share * (forest.leaves[first * forest.width + k] as number);
        });
        return;
      }
      const left = forest.cover[first] as number;
      const both = left + (forest.cover[first + 1] as number);
      const isLeft = Number(goesLeft(forest, node, { values, start: 0 }));
      const part = (known >> feature) & 1 ? isLeft : both > 0 ? left / both : 0.5;
      visit(first, share * part);
      visit(first + 1, share * (1 - part));
    };
    for (const root of forest.roots) visit(root, 1);
    return sums;
  };
  const all = Array.from({ length: 2 ** columns }, (_, known) => worth(known));
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  const shares: number[] = [];
  for (let column = 0; column < columns; column++) {
    for (let k = 0; k < forest.outputs; k++) {
      let sum = 0;
      for (let known = 0; known < all.length; known++) {
        if ((known >> column) & 1) continue;
        const size = known.toString(2).replaceAll('0', '').length;
        const weight = (factorial(size) * factorial(columns - 1 - size)) / factorial(columns);
        const after = all[known | (1 << column)]?.[k] as number;
        sum += weight * (after - (all[known]?.[k] as number));
      }
      shares.push(sum);
    }
  }
  return shares;
}

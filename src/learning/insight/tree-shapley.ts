import { type Forest, goesLeft, type RowValues } from '../models/trees/forest.js';
import { gaussLegendre, type Quadrature } from './gauss-legendre.js';

/** What a forest says on average, and how much each column of the matrix adds to that for a row. */
export interface TreeShapley {
  /** For each output: the mean of the leaves by how many training rows came by. */
  readonly base: Float64Array;
  /** About how many numbers are touched for a row. */
  readonly work: number;
  /** Adds to `into`, columns × outputs numbers, how much each column contributes; with `base` they sum to what the forest says. */
  readonly addRow: (row: RowValues, into: Float64Array) => void;
}

/**
 * Path-dependent TreeSHAP (Lundberg, Erion & Lee 2018): a column that is not known goes both ways at a node, by the rows of training
 * that did. The value of a player in such a game is an integral over how many others there are (Owen 1972); on one path it is of
 * a polynomial, which Gauss–Legendre quadrature integrates exactly, so that a row costs leaves × depth (as Linear TreeShap, Yu et al. 2022) and not
 * leaves × depth².
 */
export function treeShapley(forest: Forest, columns: number): TreeShapley {
  const depth = deepestPath(forest);
  const quadrature = gaussLegendre(Math.max(1, Math.ceil(Math.min(depth, columns) / 2)));
  const walk = new Walk(forest, { columns, depth, quadrature });
  return {
    base: meanOfLeaves(forest),
    work: forest.feature.length * (4 + 6 * quadrature.places.length * forest.width),
    addRow: (row, into) => {
      for (let tree = 0; tree < forest.roots.length; tree++) walk.tree(tree, row, into);
    },
  };
}

/** Goes through trees; what it needs on the way is kept, one stretch for each level. */
class Walk {
  readonly #forest: Forest;
  readonly #count: number;
  readonly #places: Float64Array;
  /** How much of the paths is left by unknown columns (`cold`), and by known ones (`hot`), at the node reached. */
  readonly #cold: Float64Array;
  readonly #hot: Float64Array;
  readonly #products: Float64Array;
  readonly #sums: Float64Array;
  #row: RowValues = { values: new Float32Array(0), start: 0 };
  #into: Float64Array = new Float64Array(0);
  #output = 0;

  constructor(
    forest: Forest,
    how: { readonly columns: number; readonly depth: number; readonly quadrature: Quadrature },
  ) {
    const { places, weights } = how.quadrature;
    this.#forest = forest;
    this.#count = places.length;
    this.#places = places;
    this.#cold = new Float64Array(how.columns).fill(1);
    this.#hot = new Float64Array(how.columns).fill(1);
    this.#products = new Float64Array((how.depth + 1) * places.length);
    this.#products.set(weights);
    this.#sums = new Float64Array((how.depth + 1) * places.length * forest.width);
  }

  tree(tree: number, row: RowValues, into: Float64Array): void {
    const { roots, outputs, width } = this.#forest;
    this.#row = row;
    this.#into = into;
    this.#output = width === 1 ? tree % outputs : 0;
    this.#visit(roots[tree] as number, 0);
  }

  /** Leaves in the sums of this level, for each output and place, what the leaves below are worth. */
  #visit(node: number, level: number): void {
    const { feature, child, leaves, width } = this.#forest;
    const count = this.#count;
    const sums = level * count * width;
    const column = feature[node] as number;
    if (column < 0) {
      const leaf = (child[node] as number) * width;
      for (let k = 0; k < width; k++) {
        for (let at = 0; at < count; at++) {
          this.#sums[sums + k * count + at] =
            (leaves[leaf + k] as number) * (this.#products[level * count + at] as number);
        }
      }
      return;
    }
    this.#sums.fill(0, sums, sums + count * width);
    const first = child[node] as number;
    const left = goesLeft(this.#forest, node, this.#row);
    const share = leftShare(this.#forest, first);
    this.#descend({ column, child: first, share, follows: left }, level);
    this.#descend({ column, child: first + 1, share: 1 - share, follows: !left }, level);
  }

  #descend(
    {
      column,
      child,
      share,
      follows,
    }: {
      readonly column: number;
      readonly child: number;
      readonly share: number;
      readonly follows: boolean;
    },
    level: number,
  ): void {
    const [count, width] = [this.#count, this.#forest.width];
    const cold = this.#cold[column] as number;
    const hot = this.#hot[column] as number;
    const coldNow = cold * share;
    const hotNow = follows ? hot : 0;
    // No path leads there, with the column or without.
    if (coldNow === 0 && hotNow === 0) return;
    const [here, below] = [level * count, (level + 1) * count];
    for (let at = 0; at < count; at++) {
      const place = this.#places[at] as number;
      this.#products[below + at] =
        ((this.#products[here + at] as number) * (coldNow * (1 - place) + hotNow * place)) /
        (cold * (1 - place) + hot * place);
    }
    this.#cold[column] = coldNow;
    this.#hot[column] = hotNow;
    this.#visit(child, level + 1);
    this.#cold[column] = cold;
    this.#hot[column] = hot;
    // The column's own factor is taken out again; below, what it was before this node no longer holds.
    for (let at = 0; at < count; at++) {
      const place = this.#places[at] as number;
      const worth =
        (hotNow - coldNow) / (coldNow * (1 - place) + hotNow * place) -
        (hot - cold) / (cold * (1 - place) + hot * place);
      for (let k = 0; k < width; k++) {
        const sum = this.#sums[below * width + k * count + at] as number;
        this.#sums[here * width + k * count + at] =
          (this.#sums[here * width + k * count + at] as number) + sum;
        const to = column * this.#forest.outputs + this.#output + k;
        this.#into[to] = (this.#into[to] as number) + worth * sum;
      }
    }
  }
}

/** The share of the training rows at a node that went to its first child; half when none is known. */
function leftShare({ cover }: Forest, first: number): number {
  const left = cover[first] as number;
  const both = left + (cover[first + 1] as number);
  return both > 0 ? left / both : 0.5;
}

function meanOfLeaves(forest: Forest): Float64Array {
  const { outputs, width, roots, feature, child, leaves } = forest;
  const base = new Float64Array(outputs);
  for (let tree = 0; tree < roots.length; tree++) {
    const open = [{ node: roots[tree] as number, share: 1 }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { node, share } = next;
      const first = child[node] as number;
      if ((feature[node] as number) >= 0) {
        const left = leftShare(forest, first);
        open.push({ node: first + 1, share: share * (1 - left) });
        open.push({ node: first, share: share * left });
        continue;
      }
      for (let k = 0; k < width; k++) {
        const output = width === 1 ? tree % outputs : k;
        base[output] = (base[output] as number) + share * (leaves[first * width + k] as number);
      }
    }
  }
  return base;
}

/** The most questions on the way to a leaf. */
function deepestPath({ roots, feature, child }: Forest): number {
  let deepest = 0;
  for (const root of roots) {
    const open = [{ node: root, depth: 0 }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { node, depth } = next;
      if ((feature[node] as number) < 0) {
        deepest = Math.max(deepest, depth);
        continue;
      }
      const first = child[node] as number;
      open.push({ node: first, depth: depth + 1 }, { node: first + 1, depth: depth + 1 });
    }
  }
  return deepest;
}

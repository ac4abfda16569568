import type { Random } from '../../../contracts/seeded-random.js';
import type { ForestBuilder } from '../trees/forest-builder.js';
import type { Bag, Range } from './bag.js';
import { ClassSplits } from './class-splits.js';
import type { ForestRows, RankedFeature } from './forest-rows.js';
import { NumberSplits } from './number-splits.js';
import { RankView } from './rank-view.js';
import type { FoundSplit, SplitSearch } from './split.js';

export interface TreeOptions {
  /** Features looked at in a node; more when none of them can tell its rows apart, as in scikit-learn. */
  readonly tried: number;
  readonly minLeaf: number;
  readonly maxDepth: number;
  /** Draws thresholds instead of trying all of them. */
  readonly drawn: boolean;
}

export interface GrownTree {
  /** By feature: how much purer its splits made the rows, weighted. */
  readonly gains: Float64Array;
}

/** Hears of each leaf: its rows outside of the bag, and its answer, which is reused. */
export type OnLeaf = (outside: Int32Array, answer: Float64Array) => void;

/** Grows trees from the rows in `bag`, one after another. */
export class TreeGrower {
  readonly #rows: ForestRows;
  readonly #view: RankView;
  readonly #bag: Bag;
  readonly #options: TreeOptions;
  readonly #isLeft = new Uint8Array(256);
  readonly #leftBins = new Uint8Array(256);
  readonly #order: Int32Array;
  readonly #answer: Float64Array;

  constructor(rows: ForestRows, bag: Bag, options: TreeOptions) {
    this.#rows = rows;
    this.#bag = bag;
    this.#options = options;
    this.#view = new RankView(rows);
    this.#order = Int32Array.from(rows.features, (_, feature) => feature);
    this.#answer = new Float64Array(rows.classes);
  }

  /**
   * Writes one tree into `forest`, depth first. Splits until the rows of a node have one target, or no split leaves
   * `minLeaf` rows on both sides.
   */
  grow(forest: ForestBuilder, random: Random, onLeaf?: OnLeaf): GrownTree {
    const bag = this.#bag;
    const gains = new Float64Array(this.#rows.features.length);
    const search = this.#searchFor(random);
    // The same order of features at the start of each tree, so that a tree hangs on its own seed alone.
    for (let at = 0; at < this.#order.length; at++) this.#order[at] = at;
    const open: Open[] = [
      {
        node: forest.startTree(0),
        depth: 0,
        start: 0,
        end: bag.count,
        outside: { start: 0, end: bag.outsideCount },
        isLocal: false,
      },
    ];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const isLocal = this.#readFrom(next);
      const found = this.#open(next, { forest, search, random });
      if (found === undefined) {
        this.#leaf(next, { forest, search, onLeaf });
        continue;
      }
      gains[found.feature] = (gains[found.feature] as number) + found.score - search.score;
      open.push(...this.#split({ ...next, isLocal }, found, forest));
    }
    return { gains };
  }

  /** Whether the rows of a node are in the local copy: made for the first node that is small enough. */
  #readFrom(node: Open): boolean {
    const isLocal = node.isLocal || node.end - node.start <= this.#view.localRows;
    if (!isLocal) this.#view.useAll();
    else if (!node.isLocal) this.#view.useLocal(node, this.#bag);
    return isLocal;
  }

  /** The best split of a node; undefined when it is to be a leaf. */
  #open(node: Open, { forest, search, random }: Growing): FoundSplit | undefined {
    const { minLeaf, maxDepth } = this.#options;
    const isMixed = search.open(node);
    forest.setCover(node.node, search.weight);
    const maySplit = isMixed && node.depth < maxDepth && node.end - node.start >= 2 * minLeaf;
    return maySplit ? this.#find(search, random) : undefined;
  }

  #leaf(
    { node, outside }: Open,
    { forest, search, onLeaf }: Omit<Growing, 'random'> & { readonly onLeaf: OnLeaf | undefined },
  ): void {
    const answer = this.#answer;
    search.answer(answer);
    if (this.#rows.classes === 1) answer[0] = (answer[0] as number) + this.#rows.mean;
    forest.leaf(node, answer);
    onLeaf?.(this.#bag.outside.subarray(outside.start, outside.end), answer);
  }

  /** The two nodes that come of a split, the left one last so that it is grown first. */
  #split(
    { node, depth, start, end, outside, isLocal }: Open,
    found: FoundSplit,
    forest: ForestBuilder,
  ): readonly [Open, Open] {
    const { feature } = found;
    const bag = this.#bag;
    const last = this.#sendLeft(found);
    const { ranks, stride } = this.#view;
    const column = { ranks, from: feature * stride };
    const middle = bag.partition({ start, end }, column, this.#isLeft);
    // Nobody in the node is missing: whoever will be goes with most of its rows.
    const missingLeft = found.sawMissing ? found.missingLeft : middle - start > end - middle;
    this.#isLeft[0] = missingLeft ? 1 : 0;
    const all = { ranks: this.#rows.ranks, from: feature * this.#rows.rows };
    const parted = bag.partitionOutside(outside, all, this.#isLeft);
    const ranked = this.#rows.features[feature] as RankedFeature;
    const child = forest.split(node, {
      feature: ranked,
      bin: last,
      leftBins: this.#binsOnTheLeft(ranked),
      missingLeft,
    });
    const next = { depth: depth + 1, isLocal };
    return [
      {
        ...next,
        node: child + 1,
        start: middle,
        end,
        outside: { start: parted, end: outside.end },
      },
      { ...next, node: child, start, end: middle, outside: { start: outside.start, end: parted } },
    ];
  }

  #searchFor(random: Random): SplitSearch {
    const { minLeaf, drawn } = this.#options;
    const data = {
      view: this.#view,
      features: this.#rows.features,
      classes: this.#rows.classes,
    };
    const options = drawn ? { minLeaf, drawn: random } : { minLeaf };
    return data.classes === 1
      ? new NumberSplits(this.#bag, data, options)
      : new ClassSplits(this.#bag, data, options);
  }

  /** Looks at features in random order: at `tried` of them, and at more while none could tell the rows apart. */
  #find(search: SplitSearch, random: Random): FoundSplit | undefined {
    const order = this.#order;
    const found = { ...nothingFound };
    let useful = 0;
    for (let at = 0; at < order.length; at++) {
      if (at >= this.#options.tried && useful > 0) break;
      const pick = at + Math.floor(random() * (order.length - at));
      const feature = order[pick] as number;
      order[pick] = order[at] as number;
      order[at] = feature;
      if (search.look(feature, found)) useful++;
    }
    return found.feature < 0 ? undefined : found;
  }

  /** Fills `isLeft` by rank; gives the last rank on the left, halfway between those that the node has. */
  #sendLeft({ feature, low, high, missingLeft }: FoundSplit): number {
    const { count, values } = this.#rows.features[feature] as RankedFeature;
    const isLeft = this.#isLeft.fill(0);
    let last = low;
    if (high > count) last = count;
    else {
      const half = ((values[low] as number) + (values[high] as number)) / 2;
      while (last + 1 < high && (values[last + 1] as number) <= half) last++;
    }
    isLeft.fill(1, 1, last + 1);
    isLeft[0] = missingLeft ? 1 : 0;
    return last;
  }

  #binsOnTheLeft({ binOf, count }: RankedFeature): Uint8Array {
    const bins = this.#leftBins;
    if (binOf === undefined) return bins;
    for (let rank = 1; rank <= count; rank++) {
      bins[binOf[rank] as number] = this.#isLeft[rank] as number;
    }
    return bins;
  }
}

interface Growing {
  readonly forest: ForestBuilder;
  readonly search: SplitSearch;
  readonly random: Random;
}

interface Open extends Range {
  readonly node: number;
  readonly depth: number;
  readonly outside: Range;
  /** Whether its rows are in the local copy, which then is of this part of the tree. */
  readonly isLocal: boolean;
}

const nothingFound: FoundSplit = {
  feature: -1,
  low: 0,
  high: 0,
  missingLeft: false,
  sawMissing: false,
  score: -Infinity,
};

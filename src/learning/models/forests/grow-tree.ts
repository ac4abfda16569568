import type { Random } from '../../../contracts/seeded-random.js';
import type { ForestBuilder } from '../trees/forest-builder.js';
import { Bag } from './bag.js';
import { CategoryOrders } from './category-orders.js';
import { drawRank } from './drawn-rank.js';
import type { ForestRows, RankedFeature } from './forest-rows.js';
import { NodeSearch, type Side } from './node-search.js';

export interface TreeOptions {
  /** Features looked at in a node; more when none of them can tell its rows apart, as in scikit-learn. */
  readonly tried: number;
  readonly minLeaf: number;
  readonly maxDepth: number;
  /** Draws thresholds instead of trying all of them. */
  readonly drawn: boolean;
  /** Whether few categories are put in another order for each tree; else all are in that of the target. */
  readonly ordersDrawn: boolean;
}

export interface GrownTree {
  /** By feature: how much purer its splits made the rows, weighted. */
  readonly gains: Float64Array;
}

/** Hears of each leaf: its rows outside of the bag, and its answer, which is reused. */
export type OnLeaf = (outside: Int32Array, answer: Float64Array) => void;

/** Grows trees from the rows in its `bag`, one after another. */
export class TreeGrower {
  readonly bag: Bag;
  readonly #rows: ForestRows;
  readonly #search: NodeSearch;
  readonly #orders: CategoryOrders;
  readonly #options: TreeOptions;
  readonly #leftBins = new Uint8Array(256);
  readonly #order: Int32Array;
  readonly #answer: Float64Array;

  constructor(rows: ForestRows, options: TreeOptions) {
    this.#rows = rows;
    this.#orders = new CategoryOrders(rows, options.ordersDrawn);
    this.#search = new NodeSearch(rows, options.minLeaf, this.#orders);
    this.bag = new Bag(rows, this.#search);
    this.#options = options;
    this.#order = Int32Array.from(rows.features, (_, feature) => feature);
    this.#answer = new Float64Array(rows.classes);
  }

  /**
   * Writes one tree into `forest`, depth first. Splits until the rows of a node have one target, or no split leaves
   * `minLeaf` rows on both sides.
   */
  grow(forest: ForestBuilder, random: Random, onLeaf?: OnLeaf): GrownTree {
    const { bag } = this;
    const search = this.#search;
    const gains = new Float64Array(this.#rows.features.length);
    // The same order of features at the start of each tree, so that a tree hangs on its own seed alone.
    for (let at = 0; at < this.#order.length; at++) this.#order[at] = at;
    this.#orders.draw(random);
    search.reorder();
    const open: Open[] = [
      {
        node: forest.startTree(0),
        depth: 0,
        start: 0,
        end: bag.count,
        outsideStart: 0,
        outsideEnd: bag.outsideCount,
        isLocal: false,
      },
    ];
    const growing = { forest, open };
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      this.#readFrom(next);
      const feature = this.#open(next, forest, random);
      if (feature < 0) {
        this.#leaf(next, forest, onLeaf);
        continue;
      }
      gains[feature] = (gains[feature] as number) + search.foundScore - search.score;
      this.#split(next, feature, growing);
    }
    return { gains };
  }

  /** Sees to where the rows of a node are read from: the local copy, made for the first node that is small enough. */
  #readFrom(node: Open): void {
    if (node.isLocal) return;
    if (node.end - node.start > this.#search.localRows) {
      this.#search.useAll();
      return;
    }
    this.#search.useLocal(node.start, node.end);
    node.isLocal = true;
  }

  /** The feature of the best split of a node; −1 when it is to be a leaf. */
  #open(node: Open, forest: ForestBuilder, random: Random): number {
    const { minLeaf, maxDepth } = this.#options;
    const isMixed = this.#search.open(node.start, node.end);
    forest.setCover(node.node, this.#search.weight);
    const maySplit = isMixed && node.depth < maxDepth && node.end - node.start >= 2 * minLeaf;
    return maySplit ? this.#find(random) : -1;
  }

  #leaf(
    { node, outsideStart, outsideEnd }: Open,
    forest: ForestBuilder,
    onLeaf: OnLeaf | undefined,
  ): void {
    const answer = this.#answer;
    this.#search.answer(answer);
    if (this.#rows.classes === 1) answer[0] = (answer[0] as number) + this.#rows.mean;
    forest.leaf(node, answer);
    onLeaf?.(this.bag.outside(outsideStart, outsideEnd), answer);
  }

  /** Opens the two nodes that come of a split, the left one last so that it is grown first. */
  #split(
    { node, depth, start, end, outsideStart, outsideEnd, isLocal }: Open,
    feature: number,
    { forest, open }: { readonly forest: ForestBuilder; readonly open: Open[] },
  ): void {
    const search = this.#search;
    const [low, high] = [search.foundLow, search.foundHigh];
    const ranked = this.#rows.features[feature] as RankedFeature;
    const last = lastOnTheLeft(ranked, low, high);
    const side: Side = { feature, last, missingLeft: search.foundMissingLeft };
    const middle = search.partition(start, end, side);
    // Nobody in the node is missing: whoever will be goes with most of its rows.
    if (!search.foundSawMissing) side.missingLeft = middle - start > end - middle;
    const parted = search.partitionOutside(outsideStart, outsideEnd, side);
    const child = forest.split(node, {
      feature: ranked,
      bin: last,
      leftBins: this.#binsOnTheLeft(feature, last),
      missingLeft: side.missingLeft,
    });
    // Written out: spreading objects was most of the work in here.
    open.push(
      {
        node: child + 1,
        depth: depth + 1,
        start: middle,
        end,
        outsideStart: parted,
        outsideEnd,
        isLocal,
      },
      {
        node: child,
        depth: depth + 1,
        start,
        end: middle,
        outsideStart,
        outsideEnd: parted,
        isLocal,
      },
    );
  }

  /**
   * Looks at features in random order: at `tried` of them, and at more while none could tell the rows apart. Gives that of the best split,
   * −1 when there is none.
   */
  #find(random: Random): number {
    const order = this.#order;
    let best = -1;
    let useful = 0;
    for (let at = 0; at < order.length; at++) {
      if (at >= this.#options.tried && useful > 0) break;
      const pick = at + Math.floor(random() * (order.length - at));
      const feature = order[pick] as number;
      order[pick] = order[at] as number;
      order[at] = feature;
      const seen = this.#options.drawn
        ? this.#lookAtDrawn(feature, random)
        : this.#search.look(feature);
      if (seen > 0) useful++;
      if (seen > 1) best = feature;
    }
    return best;
  }

  #lookAtDrawn(feature: number, random: Random): number {
    const extent = this.#search.extent(feature);
    if (extent === undefined) return 0;
    const drawn = drawRank(extent, this.#rows.features[feature] as RankedFeature, random);
    return this.#search.tryDrawn(drawn, extent.sawMissing) ? 2 : 1;
  }

  /** By bin of a category: 1 when it goes left. */
  #binsOnTheLeft(feature: number, last: number): Uint8Array {
    const [bins, binOf] = [this.#leftBins, this.#orders.binOf(feature)];
    if (binOf === undefined) return bins;
    for (let rank = 1; rank < binOf.length; rank++)
      bins[binOf[rank] as number] = rank <= last ? 1 : 0;
    return bins;
  }
}

/** The last rank on the left: halfway between those that the node has. */
function lastOnTheLeft({ count, values }: RankedFeature, low: number, high: number): number {
  if (high > count) return count;
  const half = ((values[low] as number) + (values[high] as number)) / 2;
  let last = low;
  while (last + 1 < high && (values[last + 1] as number) <= half) last++;
  return last;
}

/** A node that is not looked at yet: its positions in the bag, and of the rows outside. */
interface Open {
  readonly node: number;
  readonly depth: number;
  readonly start: number;
  readonly end: number;
  readonly outsideStart: number;
  readonly outsideEnd: number;
  /** Whether its rows are in the local copy, which then is of this part of the tree. */
  isLocal: boolean;
}

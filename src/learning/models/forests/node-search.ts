import { addMemory, functionsOn } from '../../compute/wasm-memory.js';
import type { CategoryOrders } from './category-orders.js';
import { byRowAt, type ForestRows, tooManyRows } from './forest-rows.js';
import { kernelBytes } from './kernel-bytes.js';
import { TreeRanks } from './tree-ranks.js';

/** A question that parts a node: ranks 1 … `last` go left, and what is missing where it says. */
export interface Side {
  readonly feature: number;
  readonly last: number;
  missingLeft: boolean;
}

/** What a threshold is drawn from: the ranks a node has of a feature. */
export interface Extent {
  readonly lowest: number;
  readonly highest: number;
  readonly sawMissing: boolean;
}

/** A threshold by chance: ranks 1 … `rank` go left, against `high` and above. */
export interface DrawnRank {
  readonly rank: number;
  readonly high: number;
  readonly missingLeft: boolean;
}

/** `high` when all rows that are not missing go left. */
export const noRank = 256;

interface ForestKernel {
  setup(
    rows: number,
    pairs: number,
    spareRows: number,
    sparePairs: number,
    sums: number,
    counts: number,
    bits: number,
    found: number,
    minLeaf: number,
    classes: number,
  ): void;
  open(start: number, end: number): number;
  look(column: number, last: number): number;
  extent(column: number): number;
  drawn(low: number, high: number, missingLeft: number, missing: number): number;
  partition(column: number, start: number, end: number, last: number, missingLeft: number): number;
  partitionRows(
    column: number,
    rows: number,
    start: number,
    end: number,
    last: number,
    missingLeft: number,
  ): number;
  localize(byRow: number, width: number, local: number, start: number, end: number): void;
}

/** Bytes of ranks that stay in the first-level cache while a small part of a tree grows from them. */
const localBytes = 32_768;

/**
 * The work on the rows of one node, in WebAssembly (scripts/forest-kernel.as), for one thread: sums by rank for each feature, then every
 * threshold with what is missing on either side, by variance, which for two classes is half of Gini's impurity, or by Gini's itself.
 *
 * The rows of a deep node lie far apart, and reading them is most of the work; so those of a small part of the tree are copied
 * together once, and its nodes read the copy.
 */
export class NodeSearch {
  /** Row of each position of the bag, or its number in the local copy. */
  readonly rows: Int32Array;
  /** By position: how much it counts, and its target or class. */
  readonly pairs: Float32Array;
  /** Rows that are not in the bag, ordered in the same way. */
  readonly outside: Int32Array;
  /** Rows that a local copy holds at most. */
  readonly localRows: number;
  readonly #kernel: ForestKernel;
  readonly #found: Int32Array;
  readonly #figures: Float64Array;
  readonly #local: number;
  readonly #all: ForestRows;
  readonly #outsideAt: number;
  readonly #ranks: TreeRanks;

  constructor(all: ForestRows, minLeaf: number, orders: CategoryOrders) {
    const { rows, features, classes, memory } = all;
    const width = Math.max(1, features.length);
    this.localRows = Math.max(16, Math.min(4096, Math.floor(localBytes / width)));
    const place = layout({
      ...{ rows: 4 * rows, pairs: 8 * rows, outside: 4 * rows },
      ...{ spareRows: 4 * rows, sparePairs: 8 * rows },
      ...{ sums: 256 * 8 * Math.max(2, classes), counts: 1024, bits: 32 },
      ...{ found: 40 + 16 * classes, local: width * Math.min(this.localRows, rows) },
      ...{ reordered: orders.features.length * rows },
    });
    const base = addMemory(memory, place.bytes);
    if (base === undefined) throw tooManyRows(rows, width);
    const at = (name: keyof typeof place.at): number => base + place.at[name];
    const { buffer } = memory.memory;
    this.rows = new Int32Array(buffer, at('rows'), rows);
    this.pairs = new Float32Array(buffer, at('pairs'), 2 * rows);
    this.outside = new Int32Array(buffer, at('outside'), rows);
    this.#found = new Int32Array(buffer, at('found'), 6);
    this.#figures = new Float64Array(buffer, at('found'), 5 + classes);
    this.#kernel = functionsOn(memory, kernelBytes) as ForestKernel;
    this.#kernel.setup(
      ...([at('rows'), at('pairs'), at('spareRows'), at('sparePairs')] as const),
      ...([at('sums'), at('counts'), at('bits'), at('found'), minLeaf, classes] as const),
    );
    this.#local = at('local');
    this.#outsideAt = at('outside');
    this.#all = all;
    this.#ranks = new TreeRanks(all, orders, {
      local: at('local'),
      reordered: at('reordered'),
    });
  }

  /** Takes over the orders of categories that were drawn for the next tree. */
  reorder(): void {
    this.#ranks.reorder();
  }

  /** Reads all rows again. */
  useAll(): void {
    this.#ranks.useAll();
  }

  /** Copies the rows of a range; in the bag they are then numbered by their place in the copy. */
  useLocal(start: number, end: number): void {
    const width = this.#all.features.length;
    this.#kernel.localize(byRowAt(this.#all), width, this.#local, start, end);
    this.#ranks.useLocal(end - start);
  }

  /** Prepares for a node; false when all its rows have the same target. */
  open(start: number, end: number): boolean {
    return this.#kernel.open(start, end) !== 0;
  }

  /** Weight of the node. */
  get weight(): number {
    return this.#figures[3] as number;
  }

  /** What {@link foundScore} would be without a split. */
  get score(): number {
    return this.#figures[4] as number;
  }

  /** The answer of the node as a leaf: the mean of the target, or the share of each class. */
  answer(into: Float64Array): void {
    for (let k = 0; k < into.length; k++) into[k] = (this.#figures[5 + k] as number) / this.weight;
  }

  /**
   * Tries every threshold of a feature and keeps the best one found in this node. 0 when all rows have the same value, 1 when nothing was
   * better than before, 2 when something was.
   */
  look(feature: number): number {
    return this.#kernel.look(this.#ranks.column(feature), this.#all.features[feature]?.count ?? 0);
  }

  /** The ranks a node has of a feature; undefined when all its rows have the same. */
  extent(feature: number): Extent | undefined {
    const found = this.#kernel.extent(this.#ranks.column(feature));
    const [lowest, highest] = [found & 255, (found >> 8) & 255];
    const sawMissing = found >> 16 !== 0;
    return found === 0 || (lowest === highest && !sawMissing)
      ? undefined
      : { lowest, highest, sawMissing };
  }

  /** Tries one threshold of the feature whose extent was asked last; true when it is the best so far. */
  tryDrawn({ rank, high, missingLeft }: DrawnRank, sawMissing: boolean): boolean {
    return this.#kernel.drawn(rank, high, missingLeft ? 1 : 0, sawMissing ? 1 : 0) !== 0;
  }

  /** The best question so far: ranks 1 … this go left, */
  get foundLow(): number {
    return this.#found[2] as number;
  }

  /** those from this on go right, with nobody between them, */
  get foundHigh(): number {
    return this.#found[3] as number;
  }

  /** what is missing goes left or right, */
  get foundMissingLeft(): boolean {
    return this.#found[4] === 1;
  }

  /** and had a say in that. */
  get foundSawMissing(): boolean {
    return this.#found[5] === 1;
  }

  /** Sum over both sides of Σ(sums²) / weight of the best question: the larger the purer. */
  get foundScore(): number {
    return this.#figures[0] as number;
  }

  /** Moves the rows that go left to the front, each side in its order; gives where the right side starts. */
  partition(start: number, end: number, { feature, last, missingLeft }: Side): number {
    return this.#kernel.partition(
      this.#ranks.column(feature),
      start,
      end,
      last,
      missingLeft ? 1 : 0,
    );
  }

  /** The same for the rows outside. */
  partitionOutside(start: number, end: number, { feature, last, missingLeft }: Side): number {
    if (start === end) return start;
    const column = this.#ranks.whole(feature);
    const left = missingLeft ? 1 : 0;
    return this.#kernel.partitionRows(column, this.#outsideAt, start, end, last, left);
  }
}

/** Puts stretches of so many bytes one after another, each at a multiple of 16. */
function layout<Name extends string>(
  sizes: Readonly<Record<Name, number>>,
): { readonly at: Readonly<Record<Name, number>>; readonly bytes: number } {
  let bytes = 0;
  const at = {} as Record<Name, number>;
  for (const name of Object.keys(sizes) as Name[]) {
    at[name] = bytes;
    bytes += Math.ceil(sizes[name] / 16) * 16;
  }
  return { at, bytes };
}

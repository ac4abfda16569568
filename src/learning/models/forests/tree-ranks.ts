import type { CategoryOrders } from './category-orders.js';
import type { ForestRows } from './forest-rows.js';

/** Where a thread has room of its own in the memory of the forest. */
interface Room {
  /** For a copy of the ranks of some rows, a column after the other. */
  readonly local: number;
  /** For the ranks of all rows in columns whose order is drawn, a column after the other. */
  readonly reordered: number;
}

/**
 * Where the ranks of rows stand that a tree grows from: those of all rows, which threads share, or a local copy. Columns whose categories
 * have an order of this tree's are kept apart for each thread.
 */
export class TreeRanks {
  readonly #all: ForestRows;
  readonly #orders: CategoryOrders;
  readonly #bytes: Uint8Array;
  /** By feature: where its ranks of all rows begin. */
  readonly #whole: Int32Array;
  readonly #local: number;
  #isLocal = false;
  #stride = 0;

  constructor(all: ForestRows, orders: CategoryOrders, { local, reordered }: Room) {
    this.#all = all;
    this.#orders = orders;
    this.#bytes = new Uint8Array(all.memory.memory.buffer);
    this.#whole = Int32Array.from(all.features, (_, feature) => feature * all.rows);
    for (const [nth, feature] of orders.features.entries()) {
      this.#whole[feature] = reordered + nth * all.rows;
    }
    this.#local = local;
  }

  /** Takes over the orders of categories that were drawn for the next tree. */
  reorder(): void {
    const { rows } = this.#all;
    for (const feature of this.#orders.features) {
      const start = this.whole(feature);
      this.#bytes.copyWithin(start, feature * rows, (feature + 1) * rows);
      this.#rerank(feature, start, rows);
    }
  }

  /** From now on columns are those of all rows. */
  useAll(): void {
    this.#isLocal = false;
  }

  /** From now on columns are those of the local copy, into which the shared ranks of so many rows were just written. */
  useLocal(rows: number): void {
    this.#isLocal = true;
    this.#stride = rows;
    for (const feature of this.#orders.features) this.#rerank(feature, this.column(feature), rows);
  }

  /** Where the ranks of a feature begin, of the rows in use. */
  column(feature: number): number {
    return this.#isLocal ? this.#local + feature * this.#stride : this.whole(feature);
  }

  /** Where the ranks of a feature begin, of all rows. */
  whole(feature: number): number {
    return this.#whole[feature] as number;
  }

  /** Gives ranks of all trees those of this one, where they stand. */
  #rerank(feature: number, start: number, count: number): void {
    const [bytes, rankOf] = [this.#bytes, this.#orders.rankOf(feature) as Uint8Array];
    for (let at = start; at < start + count; at++) {
      bytes[at] = rankOf[bytes[at] as number] as number;
    }
  }
}

import type { Bag, Range } from './bag.js';
import type { ForestRows } from './forest-rows.js';

/** Bytes of ranks that stay in the first-level cache while a small part of a tree grows from them. */
const localBytes = 32_768;

/**
 * Where ranks are read from: `ranks[feature * stride + row]`. The rows of a deep node lie far apart, and reading them is most of
 * the work; so those of a small part of the tree are copied together once, and its nodes read the copy.
 */
export class RankView {
  ranks: Uint8Array;
  stride: number;
  /** Rows that a copy holds at most. */
  readonly localRows: number;
  readonly #rows: ForestRows;
  readonly #local: Uint8Array;

  constructor(rows: ForestRows) {
    const width = Math.max(1, rows.features.length);
    this.#rows = rows;
    this.ranks = rows.ranks;
    this.stride = rows.rows;
    this.localRows = Math.max(16, Math.min(4096, Math.floor(localBytes / width)));
    this.#local = new Uint8Array(Math.min(this.localRows, rows.rows) * width);
  }

  /** Reads all rows again. */
  useAll(): void {
    this.ranks = this.#rows.ranks;
    this.stride = this.#rows.rows;
  }

  /** Copies the rows of a range; in the bag they are then numbered by their place in the copy. */
  useLocal({ start, end }: Range, bag: Bag): void {
    const { byRow, features } = this.#rows;
    const width = features.length;
    const count = end - start;
    const local = this.#local;
    for (let at = 0; at < count; at++) {
      const from = (bag.rows[start + at] as number) * width;
      for (let feature = 0, to = at; feature < width; feature++, to += count) {
        local[to] = byRow[from + feature] as number;
      }
      bag.rows[start + at] = at;
    }
    this.ranks = local;
    this.stride = count;
  }
}

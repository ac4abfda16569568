import type { Readable } from 'node:stream';
import { positionOf } from './cell-values.js';
import type { SheetRow } from './sheet-reader.js';

/** Cells of one column that are merged over several rows, both counted from 0. */
interface Merge {
  readonly column: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Gives each row its share of cells merged over several rows: a sheet stores such a value in the first of them only.
 * A cell merged over several columns belongs to the first of them.
 */
export class MergedCells {
  readonly #merges: readonly Merge[];
  readonly #open: (Merge & { readonly value: string | undefined })[] = [];
  #next = 0;
  #filled = 0;

  private constructor(merges: readonly Merge[]) {
    this.#merges = merges;
  }

  /** Looks for them in a whole sheet: its file names them after its rows. */
  static async of(sheet: Readable, signal: AbortSignal): Promise<MergedCells> {
    const merges: Merge[] = [];
    let rest = '';
    for await (const chunk of sheet as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      const text = rest + chunk.toString('latin1');
      for (const [, range = ''] of text.matchAll(reference)) merges.push(...mergeOf(range));
      rest = text.slice(Math.max(text.lastIndexOf('<'), text.length - 200));
    }
    return new MergedCells(merges.sort((a, b) => a.top - b.top));
  }

  /** How many cells were given the value of a cell above them. */
  get filled(): number {
    return this.#filled;
  }

  /** The row with its share; rows must come in order. */
  fill(row: SheetRow): SheetRow {
    for (
      let merge = this.#merges[this.#next];
      merge !== undefined;
      merge = this.#merges[this.#next]
    ) {
      if (merge.top > row.number) break;
      this.#next += 1;
      const value = merge.top === row.number ? row.cells[merge.column] : undefined;
      if (merge.bottom >= row.number) this.#open.push({ ...merge, value });
    }
    if (this.#open.length === 0) return row;
    const cells = [...row.cells];
    for (let at = this.#open.length - 1; at >= 0; at--) {
      const merge = this.#open[at];
      if (merge === undefined) continue;
      if (merge.bottom < row.number) this.#open.splice(at, 1);
      else if (merge.value !== undefined && cells[merge.column] === undefined) {
        cells[merge.column] = merge.value;
        this.#filled += 1;
      }
    }
    return { ...row, cells };
  }
}

const reference = /<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"/g;

function mergeOf(range: string): readonly Merge[] {
  const [from = '', to = ''] = range.split(':');
  const { column, row: top } = positionOf(from);
  const { row: bottom } = positionOf(to);
  return bottom > top ? [{ column, top, bottom }] : [];
}

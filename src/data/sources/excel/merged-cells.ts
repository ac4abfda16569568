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
  #open: (Merge & { readonly value: string | undefined })[] = [];
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
    this.#openUpTo(row);
    this.#open = this.#open.filter(({ bottom }) => bottom >= row.number);
    if (this.#open.length === 0) return row;
    const cells = [...row.cells];
    for (const { column, value } of this.#open) {
      if (value === undefined || cells[column] !== undefined) continue;
      cells[column] = value;
      this.#filled += 1;
    }
    return { ...row, cells };
  }

  #openUpTo({ number, cells }: SheetRow): void {
    for (let merge = this.#merges[this.#next]; merge !== undefined && merge.top <= number; ) {
      // Without its first row, which then is blank, it has no value.
      const value = merge.top === number ? cells[merge.column] : undefined;
      this.#open.push({ ...merge, value });
      this.#next += 1;
      merge = this.#merges[this.#next];
    }
  }
}

const reference = /<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"/g;

function mergeOf(range: string): readonly Merge[] {
  const [from = '', to = ''] = range.split(':');
  const { column, row: top } = positionOf(from);
  const { row: bottom } = positionOf(to);
  return bottom > top ? [{ column, top, bottom }] : [];
}

import { type MendedRecord, mendedRecord } from './mended-record.js';
import { lineAt, linesBetween, type Marks } from './read-record.js';
import type { Repair } from './repair.js';

/** What is known of a table in a text before its rows are read. */
export interface TableShape {
  readonly marks: Marks;
  readonly width: number;
  /** Lines before the header, or before the first row. */
  readonly skip: number;
  readonly header: boolean;
  /** The names as they stand in the header, to know it again further down. */
  readonly headerCells: readonly string[];
  /** What lines that are no part of the table begin with; empty for none. */
  readonly comment: string;
}

/** A row of the table: as many cells as there are columns. */
export interface TableRow {
  readonly cells: readonly string[];
  /** The line it begins on, from 1. */
  readonly line: number;
  readonly repairs: readonly Repair[];
  /** Its text without line end, where nothing was mended. */
  readonly verbatim: string | undefined;
}

/** Where the table ends because another begins: its line, and the cells of that line. */
export interface OtherTable {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads the rows of a table from pieces of its text, mending what is irregular. Blank and comment lines are passed
 * over; a header that comes again is left out; a different header ends the table.
 */
export class TableReader {
  readonly #shape: TableShape;
  readonly #onRepair: (repair: Repair, line: number) => void;
  #text = '';
  #at = 0;
  #line = 1;
  #skip: number;
  #header: boolean;
  #other: OtherTable | undefined;

  constructor(shape: TableShape, onRepair: (repair: Repair, line: number) => void) {
    this.#shape = shape;
    this.#onRepair = onRepair;
    this.#skip = shape.skip;
    this.#header = shape.header;
  }

  get otherTable(): OtherTable | undefined {
    return this.#other;
  }

  /** The rows that are complete with this piece; the last piece must say that it is. */
  *read(piece: string, isLast: boolean): Generator<TableRow> {
    this.#text = this.#text.slice(this.#at) + piece;
    this.#at = 0;
    while (this.#at < this.#text.length && this.#other === undefined) {
      const read = this.#next(isLast);
      if (read === 'more') return;
      if (read !== undefined) yield read;
    }
  }

  #next(isLast: boolean): TableRow | 'more' | undefined {
    const { marks, width } = this.#shape;
    const line = lineAt(this.#text, this.#at, marks);
    // A return at the very end of a piece may be the first half of a line end.
    const isCut = line.atEnd || (marks.anyReturn && line.end === this.#text.length);
    if (isCut && !isLast) return 'more';
    if (this.#isPassedOver(line.text)) {
      this.#pass(line.end);
      return undefined;
    }
    const record = mendedRecord(this.#text, this.#at, { marks, width, isLast });
    return record === 'more' ? record : this.#asRow(record);
  }

  #isPassedOver(line: string): boolean {
    const { marks, width, comment } = this.#shape;
    if (this.#skip > 0) {
      this.#skip -= 1;
      return true;
    }
    if (comment !== '' && line.startsWith(comment)) return true;
    const hasNul = line.includes('\0');
    if (!isBlank(line, marks) || (width === 1 && !hasNul)) return false;
    if (hasNul) this.#onRepair('nul', this.#line);
    return true;
  }

  #pass(end: number): void {
    this.#line += linesBetween(this.#text, [this.#at, end], this.#shape.marks);
    this.#at = end;
  }

  #asRow({ cells, end, repairs }: MendedRecord): TableRow | undefined {
    const [line, from] = [this.#line, this.#at];
    this.#pass(end);
    if (this.#header) {
      this.#header = false;
      for (const repair of repairs) this.#onRepair(repair, line);
      return undefined;
    }
    if (this.#isHeader(cells, line)) return undefined;
    const fitted = fittedTo(this.#shape.width, cells);
    const all = [...repairs, ...fitted.repairs];
    for (const repair of all) this.#onRepair(repair, line);
    const text = this.#text.slice(from, end).replace(/\r?\n?$/, '');
    const verbatim = all.length > 0 || text.includes('\r') ? undefined : text;
    return { cells: fitted.cells, line, repairs: all, verbatim };
  }

  /** The same header again is left out; one with most of its names among its own begins another table. */
  #isHeader(cells: readonly string[], line: number): boolean {
    const { headerCells } = this.#shape;
    if (headerCells.length < 2 || !cells.includes(headerCells[0] ?? '')) return false;
    if (isSame(headerCells, cells)) {
      this.#onRepair('repeated-header', line);
      return true;
    }
    const named = cells.filter((cell) => cell !== '' && headerCells.includes(cell)).length;
    if (named < 3 || named < cells.length * 0.6) return false;
    this.#other = { line, cells };
    return true;
  }
}

function isSame(header: readonly string[], cells: readonly string[]): boolean {
  return cells.length <= header.length && header.every((name, at) => cells[at]?.trim() === name);
}

/** Cells beyond the last column are cut off, lacking ones are empty. */
function fittedTo(
  width: number,
  cells: readonly string[],
): { readonly cells: readonly string[]; readonly repairs: readonly Repair[] } {
  if (cells.length === width) return { cells, repairs: [] };
  if (cells.length < width) {
    const lacking = Array.from({ length: width - cells.length }, () => '');
    return { cells: [...cells, ...lacking], repairs: ['short'] };
  }
  const isEmpty = cells.slice(width).every((cell) => cell.trim() === '');
  return { cells: cells.slice(0, width), repairs: [isEmpty ? 'surplus-empty' : 'surplus'] };
}

function isBlank(line: string, { delimiter }: Marks): boolean {
  return /^[ \r\0]*$/.test(line) && !line.includes(delimiter);
}

import { mendLine, type Mended, raggedCost } from './mend-line.js';
import { lineAt, linesBetween, type Marks, readRecord, type TextRecord } from './read-record.js';
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
  /** Its text without line end, where that can stand as it is. */
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
    const { marks, width, comment } = this.#shape;
    const line = lineAt(this.#text, this.#at, marks);
    // A return at the very end of a piece may be the first half of a line end.
    const cut = line.atEnd || (marks.anyReturn && line.end === this.#text.length);
    if (cut && !isLast) return 'more';
    if (this.#skip > 0) return this.#pass(line.end, () => (this.#skip -= 1));
    if (comment !== '' && line.text.startsWith(comment)) return this.#pass(line.end);
    if (isBlank(line.text, marks) && (width > 1 || line.text.includes('\0'))) {
      if (line.text.includes('\0')) this.#onRepair('nul', this.#line);
      return this.#pass(line.end);
    }
    const found = this.#record(isLast);
    return found === 'more' ? found : this.#asRow(found);
  }

  #pass(end: number, then?: () => void): undefined {
    this.#line += linesBetween(this.#text, [this.#at, end], this.#shape.marks);
    this.#at = end;
    then?.();
  }

  #record(isLast: boolean): FoundRecord | 'more' {
    const { marks, width } = this.#shape;
    const record = readRecord(this.#text, this.#at, marks);
    if (record.state === 'sound' && record.cells.length === width) return found(record);
    const waits = record.atEnd && this.#text.length - this.#at < longestRecord;
    if (waits && !isLast && record.state !== 'broken') return 'more';
    const line = lineAt(this.#text, this.#at, marks);
    if (!isQuoted(line.text, marks)) return otherwise(line, this.#shape) ?? found(record);
    return this.#mended(record, line);
  }

  /** The likelier of the record as it stands and its first line, or first lines, with other quotes. */
  #mended(record: TextRecord, line: ReturnType<typeof lineAt>): FoundRecord {
    const { marks, width } = this.#shape;
    const asIs = record.state === 'sound' ? raggedCost * Math.abs(record.cells.length - width) : Infinity;
    const single = mendLine(line.text, marks, width);
    const spans = record.end > line.end;
    if (single !== undefined && (single.cost < asIs || (spans && single.cost === asIs))) {
      const longer = single.cells.length === width ? undefined : this.#longer(line.end);
      return longer ?? asFound(single, line.end);
    }
    if (record.state === 'sound') return found(record);
    const cells = line.text.split(marks.delimiter);
    return { cells, end: line.end, repairs: ['quotes'], isVerbatim: false };
  }

  /** A record of several lines with a stray quote: more lines are taken in until the number of cells is right. */
  #longer(firstEnd: number): FoundRecord | undefined {
    const { marks, width } = this.#shape;
    let end = firstEnd;
    for (let lines = 2; lines <= mostLines && end < this.#text.length; lines++) {
      const next = lineAt(this.#text, end, marks);
      if (readRecord(next.text, 0, marks).cells.length === width) return undefined;
      end = next.end;
      const text = this.#text.slice(this.#at, next.end).replace(/\r?\n?$/, '');
      const mended = mendLine(text, marks, width);
      if (mended?.cells.length === width) return asFound(mended, end);
    }
    return undefined;
  }

  #asRow({ cells, end, repairs, isVerbatim }: FoundRecord): TableRow | undefined {
    const line = this.#line;
    const from = this.#at;
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
    const kept = isVerbatim && all.length === 0 && !text.includes('\r');
    return { cells: fitted.cells, line, repairs: all, verbatim: kept ? text : undefined };
  }

  /** The same header again is left out; one with some of its names begins another table. */
  #isHeader(cells: readonly string[], line: number): boolean {
    const { headerCells } = this.#shape;
    if (headerCells.length < 2 || !cells.includes(headerCells[0] ?? '')) return false;
    if (headerCells.every((name, at) => cells[at]?.trim() === name) && cells.length <= headerCells.length) {
      this.#onRepair('repeated-header', line);
      return true;
    }
    const named = cells.filter((cell) => cell !== '' && headerCells.includes(cell)).length;
    if (named < 3 || named < cells.length * 0.6) return false;
    this.#other = { line, cells };
    return true;
  }
}

/** A quote that is never closed is looked for no further than this; and no further than so many lines. */
const [longestRecord, mostLines] = [1 << 20, 20];

interface FoundRecord {
  readonly cells: readonly string[];
  readonly end: number;
  readonly repairs: readonly Repair[];
  readonly isVerbatim: boolean;
}

function found({ cells, end }: TextRecord): FoundRecord {
  return { cells, end, repairs: [], isVerbatim: true };
}

function asFound({ cells, cost }: Mended, end: number): FoundRecord {
  return { cells, end, repairs: cost === 0 ? [] : ['quotes'], isVerbatim: false };
}

/** A line that is one cell, but would be a whole row with another delimiter. */
function otherwise(
  { text, end }: ReturnType<typeof lineAt>,
  { marks, width }: TableShape,
): FoundRecord | undefined {
  if (text.includes(marks.delimiter)) return undefined;
  const cells = splitOtherwise(text, marks, width);
  return cells && { cells, end, repairs: ['delimiter'], isVerbatim: false };
}

/** The cells of a line that has the wanted number of them with another delimiter than the table's. */
export function splitOtherwise(
  text: string,
  marks: Marks,
  width: number,
): readonly string[] | undefined {
  if (width < 3) return undefined;
  for (const delimiter of [',', ';', '\t', '|', ' ']) {
    if (delimiter === marks.delimiter) continue;
    const { cells, state } = readRecord(text, 0, { ...marks, delimiter });
    if (state === 'sound' && cells.length === width) return cells;
  }
  return undefined;
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
  const empty = cells.slice(width).every((cell) => cell.trim() === '');
  return { cells: cells.slice(0, width), repairs: [empty ? 'surplus-empty' : 'surplus'] };
}

function isQuoted(text: string, { quote }: Marks): boolean {
  return quote !== '' && text.includes(quote);
}

function isBlank(line: string, { delimiter }: Marks): boolean {
  return /^[ \r\0]*$/.test(line) && !line.includes(delimiter);
}

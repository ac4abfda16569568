import { recogniseFields } from '../fixed-width/recognise-fields.js';
import { columnNames, type NamedColumns } from './column-names.js';
import type { CsvPins } from './csv-input.js';
import { looksLikeHeader } from './header-row.js';
import { mendLine } from './mend-line.js';
import { splitOtherwise } from './mended-record.js';
import type { Marks } from './read-record.js';
import { noDelimiter, recogniseMarks, tableWidth } from './recognise-marks.js';
import type { Sample } from './sample.js';
import { type SampleRecord, sampleRecords } from './sample-records.js';
import type { TableShape } from './table-reader.js';

/** How a text is laid out as a table, as its beginning shows. */
export interface Layout extends TableShape, NamedColumns {
  /** The lines before the table, without blank ones and comments. */
  readonly above: readonly SampleRecord[];
  /** True when no delimiter was found, but blanks in the same places of each line. */
  readonly seemsFixed: boolean;
  readonly headerLine: number;
  /** Positions of names that hold a NUL in the file. */
  readonly nulNames: readonly number[];
  /** The rows of the sample. */
  readonly rows: readonly SampleRecord[];
  /** False when the sample shows that a plain reader would stumble, or read something else than we. */
  readonly isRegular: boolean;
}

/** Recognises the layout of a table, with what the project pins taken as given. */
export function recogniseLayout(sample: Sample, pins: CsvPins): Layout {
  const marks = recogniseMarks(sample.text, pins);
  const records = sampleRecords(sample, marks);
  const start = startOf(records, marks, pins);
  const inTable = records.slice(start.record).filter(({ text }) => !isComment(text, start.comment));
  const isSingle = marks.delimiter === noDelimiter;
  const width = tableWidth(inTable.map(({ cells }) => cells));
  const first = inTable[0];
  const asWritten = firstRow(first, marks, width);
  const firstCells = asWritten.map(asName);
  const below = inTable.slice(1);
  const header = pins.header ?? looksLikeHeader(firstCells, rowsOfWidth(below, width));
  const named = columnNames(header ? firstCells : undefined, {
    ...{ width, pinned: pins.columns },
    rows: below,
  });
  const rows = header ? below : inTable;
  const shape = {
    marks: usableMarks(marks, pins),
    skip: start.skip,
    header,
    headerCells: header ? firstCells : [],
    comment: start.comment,
  };
  return {
    ...shape,
    ...named,
    above: records
      .slice(0, start.record)
      .filter(({ text, cells }) => !isComment(text, start.comment) && filled(cells) > 0),
    seemsFixed: isSingle && seemsFixed(records),
    headerLine: first?.line ?? 1,
    nulNames: header ? asWritten.flatMap((cell, at) => (cell.includes('\0') ? [at] : [])) : [],
    rows,
    isRegular:
      !hasBothEnds(sample, marks) && isRegular({ ...shape, width: named.width }, first, rows),
  };
}

function seemsFixed(records: readonly SampleRecord[]): boolean {
  const lines = records.map(({ text }) => text);
  return lines.length > 2 && recogniseFields(lines).length > 2;
}

/** No name can hold a NUL: SQL text ends with one. */
function asName(cell: string): string {
  return cell.replaceAll('\0', '').trim();
}

const rowsJudged = 100;

function rowsOfWidth(
  records: readonly SampleRecord[],
  width: number,
): readonly (readonly string[])[] {
  const rows = records.filter(({ cells }) => cells.length === width).slice(0, rowsJudged);
  return rows.map(({ cells }) => cells);
}

/** Quotes that are marks nowhere in the sample may be so further down. */
function usableMarks({ delimiter, quote, escape, anyReturn }: Marks, pins: CsvPins): Marks {
  return { delimiter, quote: pins.quote ?? quote, escape: pins.escape ?? escape, anyReturn };
}

interface Start {
  /** Which of the records is the first of the table. */
  readonly record: number;
  /** How many lines stand before it. */
  readonly skip: number;
  readonly comment: string;
}

/** The table begins with the first record that is about as wide and as full as its rows are. */
function startOf(records: readonly SampleRecord[], marks: Marks, pins: CsvPins): Start {
  const comment = pins.comment ?? recognisedComment(records);
  if (pins.skip !== undefined) {
    const after = records.findIndex(({ line }) => line > (pins.skip ?? 0));
    return { record: after < 0 ? records.length : after, skip: pins.skip, comment };
  }
  const tested = records.filter(({ text }) => !isComment(text, comment));
  const width = tableWidth(tested.map(({ cells }) => cells));
  const least = leastFilled(tested, width);
  const isFirst = (record: SampleRecord): boolean => {
    const cells = wholeCells(record, marks, width);
    return !isComment(record.text, comment) && cells.length > width / 2 && filled(cells) >= least;
  };
  const table = Math.max(records.findIndex(isFirst), 0);
  const found = table + shiftOf(records, { table, marks, width });
  const lines = (records[found]?.line ?? 1) - 1;
  return { record: found, skip: found === 0 ? 0 : lines, comment };
}

/** One up where the header has another delimiter than the rows, one down where a wider title stands over a header. */
function shiftOf(
  records: readonly SampleRecord[],
  {
    table,
    marks,
    width,
  }: { readonly table: number; readonly marks: Marks; readonly width: number },
): -1 | 0 | 1 {
  if (table > 0 && isOtherwiseDelimited(records.slice(table - 1), marks, width)) return -1;
  const [title, next, ...below] = records.slice(table);
  const isTitle = title !== undefined && filled(title.cells) > width;
  if (!isTitle || next?.cells.length !== width) return 0;
  return looksLikeHeader(next.cells, rowsOfWidth(below, width)) ? 1 : 0;
}

/** Whether a line of one cell above the table is its header, with another delimiter: then the table has no other. */
function isOtherwiseDelimited(
  [above, ...rows]: readonly SampleRecord[],
  marks: Marks,
  width: number,
): boolean {
  const [first, ...rest] = rowsOfWidth(rows, width);
  if (above?.cells.length !== 1 || first === undefined || looksLikeHeader(first, rest))
    return false;
  return splitOtherwise(above.text, marks, width) !== undefined;
}

/** Half as many filled cells as a row usually has, and two at least where there are as many columns. */
function leastFilled(records: readonly SampleRecord[], width: number): number {
  const counts = records.map(({ cells }) => filled(cells)).sort((a, b) => a - b);
  const usual = counts[Math.floor(counts.length / 2)] ?? 0;
  return Math.max(usual / 2, Math.min(width, 2, usual));
}

function filled(cells: readonly string[]): number {
  return cells.filter((cell) => cell.trim() !== '').length;
}

/** `#` begins comments when the first lines begin with it, are no rows, and no row begins so. */
function recognisedComment(records: readonly SampleRecord[]): string {
  const hashed = records.filter(({ text }) => text.startsWith('#'));
  if (hashed.length === 0 || records[0]?.text.startsWith('#') !== true) return '';
  const others = records.filter(({ text }) => !text.startsWith('#'));
  const width = tableWidth(others.map(({ cells }) => cells));
  const isRow = ({ cells }: SampleRecord): boolean => cells.length === width && width > 1;
  return others.length === 0 || hashed.some(isRow) ? '' : '#';
}

function isComment(text: string, comment: string): boolean {
  return comment !== '' && text.startsWith(comment);
}

/** The cells of the first record, which may be a header with another delimiter than the rows below. */
function firstRow(
  record: SampleRecord | undefined,
  marks: Marks,
  width: number,
): readonly string[] {
  if (record === undefined) return [];
  const isOneCell = record.isSound && record.cells.length === 1;
  const otherwise = isOneCell ? splitOtherwise(record.text, marks, width) : undefined;
  return otherwise ?? wholeCells(record, marks, width);
}

/** The cells of a record, mended where its quotes do not match. */
function wholeCells(record: SampleRecord, marks: Marks, width: number): readonly string[] {
  if (record.isSound) return record.cells;
  return mendLine(record.text, marks, width)?.cells ?? record.cells;
}

/** Returns end lines, and there are line feeds as well: DuckDB knows one kind of line end, and would pass over rows. */
function hasBothEnds({ text }: Sample, { anyReturn }: Marks): boolean {
  return anyReturn && text.includes('\n');
}

/** Whether DuckDB may read the file itself: it would stop at, or misread, what we pass over or mend. */
function isRegular(
  shape: TableShape,
  first: SampleRecord | undefined,
  rows: readonly SampleRecord[],
): boolean {
  if (shape.comment !== '' || shape.marks.delimiter.length > 4) return false;
  if (shape.header && first?.cells.length !== shape.width) return false;
  // A return within the quotes of a header may be taken for the end of its line, here and by DuckDB.
  if (shape.header && first?.cells.some((cell) => cell.includes('\r')) === true) return false;
  const all = first === undefined ? rows : [first, ...rows];
  return all.every(
    ({ cells, isSound, hasLoneReturn, text }) =>
      isSound && !hasLoneReturn && cells.length === shape.width && !text.includes('\0'),
  );
}

import { type Mended, mendLine, raggedCost } from './mend-line.js';
import { lineAt, type Marks, readRecord, type TextLine, type TextRecord } from './read-record.js';
import type { Repair } from './repair.js';

/** A record of a table, mended where its quotes do not match or another delimiter parts it. */
export interface MendedRecord {
  readonly cells: readonly string[];
  /** Where the next record begins. */
  readonly end: number;
  readonly repairs: readonly Repair[];
}

interface Reading {
  readonly marks: Marks;
  /** How many cells a row of the table has. */
  readonly width: number;
  /** True when no more text follows. */
  readonly isLast: boolean;
}

/** The record that begins at a position; `more` when only more text can tell where it ends. */
export function mendedRecord(text: string, at: number, reading: Reading): MendedRecord | 'more' {
  const { marks, width, isLast } = reading;
  const record = readRecord(text, at, marks);
  if (!isLast && mayGoOn(text, at, record)) return 'more';
  if (record.state === 'sound' && record.cells.length === width) return asItStands(record);
  const line = lineAt(text, at, marks);
  if (!isQuoted(line.text, marks)) return otherwise(line, reading) ?? asItStands(record);
  return likelier({ text, at, record, line }, reading);
}

/** Whether more text may change a record: it ends where the text does, or its lines are not all there. */
function mayGoOn(text: string, at: number, { state, end, atEnd }: TextRecord): boolean {
  const left = text.length - at;
  if (state === 'broken') return left < fewLines;
  return (atEnd || end === text.length) && left < longestRecord;
}

/** A quote that is never closed is looked for no further than this. */
const longestRecord = 1 << 20;
/** How much text, and how many lines, a record with a stray quote may have. */
const [fewLines, mostLines] = [1 << 16, 20];

interface Doubtful {
  readonly text: string;
  readonly at: number;
  readonly record: TextRecord;
  readonly line: TextLine;
}

/** The likelier of the record as it stands and its first line, or first lines, with other quotes. */
function likelier(doubtful: Doubtful, { marks, width }: Reading): MendedRecord {
  const { record, line } = doubtful;
  const isSound = record.state === 'sound';
  const asIs = isSound ? raggedCost * Math.abs(record.cells.length - width) : Infinity;
  const single = mendLine(line.text, marks, width);
  if (
    single !== undefined &&
    (single.cost < asIs || (record.end > line.end && single.cost === asIs))
  ) {
    const longer = single.cells.length === width ? undefined : ofMoreLines(doubtful, marks, width);
    return longer ?? asMended(single, line.end);
  }
  if (isSound) return asItStands(record);
  return { cells: line.text.split(marks.delimiter), end: line.end, repairs: ['quotes'] };
}

/** A record of several lines with a stray quote: more lines are taken in until the number of cells is right. */
function ofMoreLines(
  { text, at, line }: Doubtful,
  marks: Marks,
  width: number,
): MendedRecord | undefined {
  let { end } = line;
  for (let lines = 2; lines <= mostLines && end < text.length; lines++) {
    const next = lineAt(text, end, marks);
    if (readRecord(next.text, 0, marks).cells.length === width) return undefined;
    end = next.end;
    const mended = mendLine(text.slice(at, end).replace(/\r?\n?$/, ''), marks, width);
    if (mended?.cells.length === width) return asMended(mended, end);
  }
  return undefined;
}

function asItStands({ cells, end }: TextRecord): MendedRecord {
  return { cells, end, repairs: [] };
}

function asMended({ cells, cost }: Mended, end: number): MendedRecord {
  return { cells, end, repairs: cost === 0 ? [] : ['quotes'] };
}

/** A line that is one cell, but would be a whole row with another delimiter. */
function otherwise({ text, end }: TextLine, { marks, width }: Reading): MendedRecord | undefined {
  if (text.includes(marks.delimiter)) return undefined;
  const cells = splitOtherwise(text, marks, width);
  return cells && { cells, end, repairs: ['delimiter'] };
}

/** The cells of a line that has the wanted number of them, three at least, with another delimiter than the table's. */
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

function isQuoted(text: string, { quote }: Marks): boolean {
  return quote !== '' && text.includes(quote);
}

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { decodedText } from '../files/converted-copy.js';
import type { FoundFile } from '../files/find-files.js';
import { GrowingFile } from '../files/growing-file.js';
import type { Compression } from '../files/inspect-file.js';
import type { Repair } from './repair.js';
import { type OtherTable, TableReader, type TableRow, type TableShape } from './table-reader.js';

export interface CopyRequest {
  readonly shape: TableShape;
  readonly encoding: string;
  readonly compression: Compression;
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly onRepair: (repair: Repair, line: number) => void;
}

/** A copy of the rows alone: UTF-8, every row of the same number of cells, quotes doubled, lines ended with LF. */
export interface RepairedCopy {
  readonly file: string;
  readonly quote: string;
  readonly otherTable: OtherTable | undefined;
  /** True when of more than half of the rows cells are lost or in doubt: then the layout is not what it seemed. */
  readonly isHopeless: boolean;
}

/** Writes the rows of an irregular text into scratch, piece by piece. */
export async function repairedCopy(found: FoundFile, request: CopyRequest): Promise<RepairedCopy> {
  const { shape, scratch } = request;
  const file = join(scratch, `${randomUUID()}.csv`);
  const quote = shape.marks.quote === '' ? '"' : shape.marks.quote;
  const reader = new TableReader(shape, request.onRepair);
  await using target = await GrowingFile.open(file);
  let [all, lost] = [0, 0];
  for await (const rows of tableRows(found, reader, request)) {
    request.signal.throwIfAborted();
    all += rows.length;
    lost += rows.filter(isLost).length;
    await target.write(rows.map((row) => lineOf(row, quote, shape)).join(''));
  }
  return { file, quote, otherTable: reader.otherTable, isHopeless: lost * 2 > all };
}

function isLost({ repairs, cells }: TableRow): boolean {
  const isDoubtful = repairs.length > 1 || cells.length === 1;
  return repairs.includes('surplus') || (repairs.includes('quotes') && isDoubtful);
}

/** The rows of a text in order, some at a time. */
export async function* tableRows(
  found: FoundFile,
  reader: TableReader,
  request: Omit<CopyRequest, 'shape' | 'scratch' | 'onRepair'>,
): AsyncGenerator<readonly TableRow[]> {
  for await (const piece of decodedText(found, request)) {
    yield [...reader.read(piece, false)];
    if (reader.otherTable !== undefined) return;
  }
  yield [...reader.read('', true)];
}

function lineOf({ verbatim, cells }: TableRow, quote: string, { marks }: TableShape): string {
  const sameQuotes = marks.quote === quote && marks.escape === quote;
  if (verbatim !== undefined && (sameQuotes || !/["']/.test(verbatim))) return `${verbatim}\n`;
  const written = cells.map((cell) => {
    const plain = !cell.includes(quote) && !/[\r\n]/.test(cell) && !cell.includes(marks.delimiter);
    return plain ? cell : `${quote}${cell.replaceAll(quote, quote + quote)}${quote}`;
  });
  return `${written.join(marks.delimiter)}\n`;
}

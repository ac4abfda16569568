import { kindOf } from './cell-kind.js';
import type { CsvPins } from './csv-input.js';
import { lenientCells } from './lenient-line.js';
import { lineAt, type Marks, readRecord } from './read-record.js';

/** The marks of a text, and how many cells most of its records have. */
export interface RecognisedMarks extends Marks {
  /** Between 0 and 1: how regular a table the marks make. */
  readonly score: number;
}

/**
 * The marks under which a text makes the most regular table whose cells look like values, in the spirit of
 * "Wrangling Messy CSV Files by Detecting Row and Type Patterns" (van den Burg, Nazabal, Sutton, 2019). What is
 * pinned is taken as given; among equals the more usual wins.
 */
export function recogniseMarks(text: string, pins: CsvPins): RecognisedMarks {
  const anyReturn = endsWithReturns(text);
  const sample = text.slice(0, sampleLength);
  let best: RecognisedMarks = { ...singleColumn(pins), anyReturn, score: singleScore };
  for (const candidate of candidates(sample, pins)) {
    const marks = { ...candidate, anyReturn };
    const score = scoreOf(sample, marks, best.score / candidate.prior) * candidate.prior;
    if (score > best.score + 1e-9) best = { ...marks, score };
  }
  return best;
}

/** Less regular a table, and it is more likely text in one column. */
const singleScore = 0.15;

/** What separates the cells of a single column: nothing that stands in texts. */
export const noDelimiter = '\u001f';

const sampleLength = 1 << 16;
const sampleRecords = 200;

/** What separates cells, from usual to unusual, and how far a rarer one must be better. */
const delimiters: readonly (readonly [string, number])[] = [
  [',', 1],
  [';', 1],
  ['\t', 1],
  ['|', 0.99],
  ['::', 0.99],
  ['||', 0.98],
  ['^', 0.9],
  ['~', 0.9],
  ['\u0001', 0.99],
  ['\u001f', 0.99],
  [' ', 0.6],
  [':', 0.3],
];

/** Marks that ordinary text holds as well. */
const weak: ReadonlySet<string> = new Set([' ', ':']);

const quotes: readonly (readonly [string, number])[] = [
  ['"', 1],
  ["'", 0.97],
];

interface Candidate extends Omit<Marks, 'anyReturn'> {
  readonly prior: number;
}

function* candidates(sample: string, pins: CsvPins): Generator<Candidate> {
  for (const [delimiter, usual] of open(pins.delimiter, delimiters)) {
    if (pins.delimiter === undefined && !sample.includes(delimiter)) continue;
    for (const [quote, fitting] of open(pins.quote, quotes)) {
      if (quote !== '"' && pins.quote === undefined && !sample.includes(quote)) continue;
      for (const [escape, prior] of escapes(sample, quote, pins)) {
        yield { delimiter, quote, escape, prior: usual * fitting * prior };
      }
    }
  }
}

function open(
  pinned: string | undefined,
  usual: readonly (readonly [string, number])[],
): readonly (readonly [string, number])[] {
  return pinned === undefined ? usual : [[pinned, 1]];
}

function escapes(
  sample: string,
  quote: string,
  pins: CsvPins,
): readonly (readonly [string, number])[] {
  if (pins.escape !== undefined) return [[pins.escape, 1]];
  const doubled = [quote, 1] as const;
  return quote !== '' && sample.includes(`\\${quote}`) ? [doubled, ['\\', 0.999]] : [doubled];
}

function singleColumn(pins: CsvPins): Omit<Marks, 'anyReturn'> {
  const quote = pins.quote ?? '"';
  return { delimiter: pins.delimiter ?? noDelimiter, quote, escape: pins.escape ?? quote };
}

/**
 * Regular rows of two cells or more, with few stray quotes, and cells that look like values: at most 1. Marks that
 * cannot come to more than `beaten` are not looked at closely, and get 0.
 */
function scoreOf(sample: string, marks: Marks, beaten: number): number {
  if (beaten >= 1) return 0;
  const { records, broken } = readSample(sample, marks);
  const filled = records.filter((cells) => cells.length > 1 || cells[0]?.trim() !== '');
  if (filled.length === 0) return 0;
  const width = tableWidth(filled);
  if (width < 2) return 0;
  const regular = Math.max(shareOf(filled, width), steadiness(filled));
  if (weak.has(marks.delimiter) && !isStrong(filled, width, regular)) return 0;
  // A first line of that many cells is likely a header.
  const likely = filled[0]?.length === width ? Math.max(regular, 0.5) : regular;
  const sound = 1 - broken / records.length / 2;
  const share = likely ** 2 * sound * (1 - 0.5 / width);
  return share <= beaten ? 0 : share * cleanShare(filled, marks);
}

/** Whether a delimiter that texts hold as well makes a very regular table of three columns, few of them empty. */
function isStrong(rows: readonly (readonly string[])[], width: number, regular: number): boolean {
  const cells = rows.flat();
  const empty = cells.filter((cell) => cell.trim() === '').length;
  return width > 2 && regular > 0.95 && empty < cells.length * 0.2;
}

/** The number of cells most rows have that have several. */
export function tableWidth(rows: readonly (readonly string[])[]): number {
  return Math.max(usualWidth(rows.filter(({ length }) => length > 1)), 1);
}

function shareOf(rows: readonly (readonly string[])[], width: number): number {
  return rows.filter(({ length }) => length === width).length / rows.length;
}

/** How often a row has as many cells as the one before: high too for two tables, one below the other. */
function steadiness(rows: readonly (readonly string[])[]): number {
  const same = rows.filter(
    ({ length }, at) => at > 0 && length > 1 && length === rows[at - 1]?.length,
  );
  return same.length / Math.max(rows.length - 1, 1);
}

/** The first records of a sample; of a broken one the first line. */
function readSample(
  sample: string,
  marks: Marks,
): { readonly records: readonly (readonly string[])[]; readonly broken: number } {
  const records: (readonly string[])[] = [];
  let [at, broken] = [0, 0];
  while (at < sample.length && records.length < sampleRecords) {
    const record = readRecord(sample, at, marks);
    const isSound = record.state === 'sound';
    const line = lineAt(sample, at, marks);
    records.push(isSound ? record.cells : lenientCells(line.text, marks));
    broken += isSound ? 0 : 1;
    at = isSound ? record.end : line.end;
  }
  return { records, broken };
}

/** The number of cells most rows have; among equals that of the first row, or else the larger. */
function usualWidth(rows: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const first = rows[0]?.length;
  const preferred = (width: number): number => (width === first ? Infinity : width);
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || preferred(b[0]) - preferred(a[0]));
  return best?.[0] ?? 0;
}

const likeness = { empty: 0.9, number: 1, date: 1, time: 1, word: 1, text: 0.9, odd: 0.2 } as const;

/** How far the cells look like values; one that begins and ends with an unused kind of quote does not. */
function cleanShare(rows: readonly (readonly string[])[], { quote }: Marks): number {
  let [sum, count] = [0, 0];
  const other = quote === '"' ? "'" : '"';
  for (const cells of rows) {
    for (const cell of cells) {
      const text = cell.trim();
      const wrapped = text.length > 1 && text.startsWith(other) && text.endsWith(other);
      sum += wrapped ? 0.2 : likeness[kindOf(text)];
      count += 1;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** True when carriage returns without a line feed end lines: then they are a fair share of all line ends. */
function endsWithReturns(text: string): boolean {
  const bare = text.match(/\r(?!\n)/g)?.length ?? 0;
  const feeds = text.match(/\n/g)?.length ?? 0;
  return bare > 0 && bare >= feeds * 0.1;
}

import type { SampleRecord } from './sample-records.js';

/** The columns of a table by name. */
export interface NamedColumns {
  /** How many cells a row has; as many as there are names. */
  readonly width: number;
  readonly names: readonly string[];
  /** Positions of columns whose name is ours, because the header has none. */
  readonly unnamed: readonly number[];
  /** Positions of columns that share their name with an earlier one, so that ours has a number added. */
  readonly doubled: readonly number[];
  /** Positions of columns without a name and without a cell in the sample: what a delimiter at the line's end makes. */
  readonly hollow: readonly number[];
  /** How many empty names were left out of a header longer than its rows. */
  readonly surplusNames: number;
}

interface Known {
  /** What most rows have. */
  readonly width: number;
  readonly pinned: readonly string[] | undefined;
  readonly rows: readonly SampleRecord[];
}

/** The names of the header, completed and made distinct; `column_1` and so on without one; or those pinned. */
export function columnNames(header: readonly string[] | undefined, known: Known): NamedColumns {
  const none = { unnamed: [], doubled: [], hollow: [], surplusNames: 0 };
  if (header === undefined) {
    const names = Array.from({ length: known.width }, (_, at) => `column_${at + 1}`);
    return { ...none, width: known.width, names: known.pinned ?? names };
  }
  const cells = fittedHeader(
    header.map((cell) => cell.trim()),
    known,
  );
  const surplusNames = Math.max(header.length - cells.length, 0);
  if (known.pinned !== undefined) {
    return { ...none, width: cells.length, names: known.pinned, surplusNames };
  }
  const unnamed = positions(cells, (cell) => cell === '');
  const doubled = repeated(cells);
  const hollow = unnamed.filter((at) => known.rows.every(({ cells: row }) => !row[at]?.trim()));
  return { width: cells.length, names: distinct(cells), unnamed, doubled, hollow, surplusNames };
}

/** A header with empty names too many loses them, one too short gets empty ones. */
function fittedHeader(cells: readonly string[], known: Known): readonly string[] {
  const surplus = cells.length - known.width;
  if (surplus === 0 || known.rows.length === 0) return cells;
  if (surplus > 0) {
    const named = cells.filter((cell) => cell !== '');
    return named.length === known.width ? named : cells;
  }
  const lacking = Array.from({ length: -surplus }, () => '');
  return surplus === -1 && countsRows(known) ? ['', ...cells] : [...cells, ...lacking];
}

/** R writes the number of each row without a name over them: the first cell of all. */
function countsRows({ rows, width }: Known): boolean {
  const firsts = rows
    .filter(({ cells }) => cells.length === width)
    .map(({ cells }) => cells[0] ?? '');
  return firsts.length > 1 && firsts.every((cell, at) => Number(cell.trim() || NaN) === at + 1);
}

function distinct(cells: readonly string[]): readonly string[] {
  const taken = new Set(cells.map((cell) => cell.toLowerCase()));
  const given = new Set<string>();
  return cells.map((cell, at) => {
    let name = cell === '' ? `column_${at + 1}` : cell;
    const isFree = cell !== '' && !given.has(cell.toLowerCase());
    for (
      let number = 2;
      !isFree && (taken.has(name.toLowerCase()) || given.has(name.toLowerCase()));
      number++
    ) {
      name = `${cell === '' ? `column_${at + 1}` : cell}_${number}`;
    }
    given.add(name.toLowerCase());
    return name;
  });
}

/** Positions of names that an earlier one has, whatever the case. */
function repeated(cells: readonly string[]): readonly number[] {
  const seen = new Set<string>();
  return positions(cells, (cell) => {
    const name = cell.toLowerCase();
    const isRepeated = cell !== '' && seen.has(name);
    seen.add(name);
    return isRepeated;
  });
}

function positions(cells: readonly string[], wanted: (cell: string) => boolean): readonly number[] {
  return cells.flatMap((cell, at) => (wanted(cell) ? [at] : []));
}

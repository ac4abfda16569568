import { type Column, rowColumn } from '../../contracts/table.js';
import type { ColumnFacts } from '../tables/column-facts.js';
import type { Cell, Database } from '../tables/database.js';
import { identifier, tableRows } from '../tables/sql.js';

/** A column of the table with what ingest found out about it. */
export type KnownColumn = Column &
  Pick<ColumnFacts, 'missing' | 'distinct' | 'more' | 'examples' | 'min' | 'max'>;

/** A Parquet table that is being looked at. */
export interface ProfiledTable {
  readonly database: Database;
  /** Its rows, in SQL. */
  readonly relation: string;
  readonly rows: number;
  readonly columns: readonly KnownColumn[];
  /** Sorts numbers that were read; the array that is given is not to be used any more. */
  readonly sort: (numbers: Float64Array) => Promise<Float64Array>;
}

export function profiledTable(
  database: Database,
  file: string,
  { rows, columns, sort }: Pick<ProfiledTable, 'rows' | 'columns' | 'sort'>,
): ProfiledTable {
  return { database, relation: tableRows(file), rows, columns, sort };
}

/** The row number in SQL. */
export const rowNumber = identifier(rowColumn);

/** Numbers and times have a place on a line; they are read as doubles. */
export function isLine({ type }: Pick<Column, 'type'>): boolean {
  return type === 'number' || type === 'integer' || type === 'timestamp';
}

/** A column as a double, in SQL: timestamps as microseconds since 1970. */
export function asDouble({ name, type }: Pick<Column, 'name' | 'type'>): string {
  return asMicros(identifier(name), type);
}

function asMicros(column: string, type: Column['type']): string {
  return type === 'timestamp' ? `CAST(epoch_us(${column}) AS DOUBLE)` : `CAST(${column} AS DOUBLE)`;
}

/** How far a column reaches. */
export interface Extent {
  /** Finite values. */
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** The extents of all columns with a place on a line, by name; those that ingest did not tell in one pass. */
export async function extentsOf(table: ProfiledTable): Promise<ReadonlyMap<string, Extent>> {
  const { database, relation, columns, rows } = table;
  const told = columns.flatMap((column): [string, Extent][] => {
    const extent = toldExtent(column, rows);
    return extent === undefined ? [] : [[column.name, extent]];
  });
  const known = new Map(told);
  const lines = columns.filter((column) => isLine(column) && !known.has(column.name));
  if (lines.length === 0) return known;
  const aggregates = lines.flatMap((column, at) => {
    // The footer of the file tells the first and last time, but no sum of them.
    if (column.type === 'timestamp') return timeExtent(column, { rows, at });
    const value = asDouble(column);
    const finite = column.type === 'number' ? ` FILTER (isfinite(${value}))` : '';
    return [
      `count(${value})${finite} AS c${at}`,
      `min(${value})${finite} AS a${at}`,
      `max(${value})${finite} AS b${at}`,
    ];
  });
  const [row = {}] = await database.rows<Record<string, Cell>>(
    `SELECT ${aggregates.join(', ')} FROM ${relation}`,
  );
  lines.forEach(({ name }, at) => {
    known.set(name, {
      count: Number(row[`c${at}`]),
      min: Number(row[`a${at}`] ?? NaN),
      max: Number(row[`b${at}`] ?? NaN),
    });
  });
  return known;
}

function timeExtent(
  { name, type, missing }: KnownColumn,
  { rows, at }: { readonly rows: number; readonly at: number },
): readonly string[] {
  const ends = ['min', 'max'].map((end) => asMicros(`${end}(${identifier(name)})`, type));
  return [`${rows - missing} AS c${at}`, `${ends[0]} AS a${at}`, `${ends[1]} AS b${at}`];
}

/** What ingest tells of a column, unless a value is not finite, or beyond what doubles hold exactly. */
function toldExtent({ type, missing, min, max }: KnownColumn, rows: number): Extent | undefined {
  const isSafe = type === 'integer' ? Number.isSafeInteger : Number.isFinite;
  if (type !== 'integer' && type !== 'number') return undefined;
  if (typeof min !== 'number' || typeof max !== 'number') return undefined;
  return isSafe(min) && isSafe(max) ? { count: rows - missing, min, max } : undefined;
}

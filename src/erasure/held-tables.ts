import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { idCell } from '../data/privacy/without-erased.js';
import type { Database } from '../data/tables/database.js';
import { asPatterns, identifier, literals, parquetRows } from '../data/tables/sql.js';
import type { Subject } from './subject.js';

/** A file of rows in which a person stands. */
export interface HeldTable {
  readonly file: string;
  readonly rows: number;
  /** Its rows, in SQL fit to stand after FROM. */
  readonly relation: string;
  /** Whether a row is the person's, in SQL; never NULL. */
  readonly isTheirs: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** Every file below a folder, in order of path. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** Every folder in a folder. */
export async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}

/** The Parquet and CSV files among some that hold rows of a person: those with the column, and a row with the id. */
export async function heldTables(
  files: readonly string[],
  subject: Subject,
  database: Database,
): Promise<readonly HeldTable[]> {
  const held: HeldTable[] = [];
  for (const file of files) {
    const table = await openTable(file, subject, database);
    if (table === undefined) continue;
    const [row] = await database.rows<{ rows: number }>(
      `SELECT count(*) AS rows FROM ${table.relation} WHERE ${table.isTheirs}`,
    );
    if (row !== undefined && row.rows > 0) held.push({ ...table, rows: row.rows });
  }
  return held;
}

async function openTable(
  file: string,
  { column, forms }: Subject,
  database: Database,
): Promise<Omit<HeldTable, 'rows'> | undefined> {
  const relation = relationOf(file);
  if (relation === undefined) return undefined;
  const columns = await database
    .rows<{ name: string; type: string }>(
      `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM ${relation})`,
    )
    .catch(() => []); // Damaged or no table at all: then nobody can be found in it by a column.
  const own = columns.find(({ name }) => name === column);
  if (own === undefined) return undefined;
  const cell = idCell({ name: column, type: own.type === 'DOUBLE' ? 'number' : 'category' });
  const isTheirs = `coalesce(list_contains(${literals(forms)}, ${cell}), false)`;
  return { file, relation, isTheirs, columns };
}

function relationOf(file: string): string | undefined {
  if (file.endsWith('.parquet')) return parquetRows(file);
  if (!file.endsWith('.csv')) return undefined;
  return `read_csv(${literals(asPatterns(file))}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')`;
}

/** The numbers that a person's rows had at ingest, where a table keeps them. */
export async function rowNumbers(
  { columns, relation, isTheirs }: HeldTable,
  database: Database,
): Promise<readonly number[]> {
  if (!columns.some(({ name }) => name === '__row')) return [];
  const rows = await database.rows<{ row: number }>(
    `SELECT ${identifier('__row')} AS row FROM ${relation} WHERE ${isTheirs} ORDER BY row`,
  );
  return rows.map(({ row }) => row);
}

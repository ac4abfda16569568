import { rowColumn } from '../contracts/table.js';
import { openDatabase } from './tables/database.js';
import { identifier, literal, parquetRows } from './tables/sql.js';

/**
 * Writes some rows of a split as a table of their own, in its order. Which, follows from the number of a row and the seed alone (MD5 of
 * both), and those of a smaller number are among those of a larger one.
 */
export async function writeSomeRows(
  file: string,
  { to, rows, seed }: { readonly to: string; readonly rows: number; readonly seed: number },
  signal: AbortSignal,
): Promise<void> {
  const row = identifier(rowColumn);
  const hash = `md5_number_lower(${literal(`${seed}`)} || ' ' || CAST(${row} AS VARCHAR))`;
  const chosen = `SELECT ${row} FROM ${parquetRows(file)} ORDER BY ${hash}, ${row} LIMIT ${rows}`;
  await using database = await openDatabase({ signal });
  await database.run(
    `COPY (SELECT * FROM ${parquetRows(file)} WHERE ${row} IN (${chosen}) ORDER BY ${row}) TO ${literal(to)} (FORMAT parquet)`,
  );
}

import { rename } from 'node:fs/promises';
import { rowColumn } from '../contracts/table.js';
import type { Draft, Workbench } from './draft.js';
import { rowProgress } from './tables/row-progress.js';
import { identifier } from './tables/sql.js';
import { writeParquet } from './tables/write-parquet.js';

/** Moves the file that holds the table already, or writes the rows in their order. */
export async function writeTable(
  draft: Draft,
  file: string,
  { database, emit }: Workbench,
): Promise<void> {
  if (draft.file !== undefined) return rename(draft.file, file);
  const columns = draft.columns.map(({ name }) => identifier(name));
  const [counted] = await database.rows<{ rows: number }>(
    `SELECT count(${identifier(rowColumn)}) AS rows FROM ${draft.relation}`,
  );
  await writeParquet(database, `SELECT ${columns.join(', ')} FROM ${draft.relation}`, {
    file,
    large: (counted?.rows ?? 0) > largeRows,
    onProgress: rowProgress(emit, 'writing the table', counted?.rows),
  });
}

/** From this many rows on the table is written by all processors. */
const largeRows = 500_000;

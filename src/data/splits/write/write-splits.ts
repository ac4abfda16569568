import type { Emit } from '../../../contracts/events.js';
import { rowColumn } from '../../../contracts/table.js';
import { splitColumn } from '../../reserved-names.js';
import type { Database } from '../../tables/database.js';
import { rowProgress } from '../../tables/row-progress.js';
import { identifier, parquetRows } from '../../tables/sql.js';
import { writeParquet } from '../../tables/write-parquet.js';
import { type Assignment, type PerSplit, splitNames } from '../split-strategy.js';
import { withoutPushdown } from '../without-pushdown.js';
import type { SplitFiles } from './split-files.js';

/**
 * Copies the rows of each split, in the order of the table. The table is read once for each: copying all in one pass
 * (PARTITION_BY) mixes up the order of the rows. Returns how many rows each got.
 */
export async function writeSplits(
  database: Database,
  assigned: { readonly relation: string; readonly assignment: Assignment; readonly rows: number },
  { files, emit }: { readonly files: SplitFiles; readonly emit: Emit },
): Promise<PerSplit> {
  const { relation, assignment, rows } = assigned;
  const counts = { train: 0, validation: 0, test: 0 };
  const place = identifier(splitColumn);
  const placed = `SELECT t.*, ${assignment.split} AS ${place} FROM ${relation} AS t ${assignment.join}`;
  for (const name of splitNames) {
    const query = `SELECT * EXCLUDE (${place}) FROM (${placed}) WHERE ${place} = '${name}'`;
    const target = {
      file: files[name],
      large: rows > largeTable,
      onProgress: rowProgress(emit, `writing ${name}`, rows),
    };
    await withoutPushdown(database, () => writeParquet(database, query, target));
    const written = await inspect(database, files[name]);
    counts[name] = written.rows;
    if (written.inOrder) continue;
    // A join too large for memory gives rows back in an order of its own.
    await writeParquet(database, `${query} ORDER BY ${identifier(rowColumn)}`, target);
  }
  return counts;
}

/** Rows from which on the splits are written by all threads: the bytes may then vary, the rows and their order not. */
const largeTable = 1_000_000;

async function inspect(
  database: Database,
  file: string,
): Promise<{ readonly rows: number; readonly inOrder: boolean }> {
  const row = identifier(rowColumn);
  const [found] = await database.rows<{ rows: number; disordered: number }>(
    `SELECT count(*) AS rows, count_if(row <= before) AS disordered
     FROM (SELECT ${row} AS row, lag(${row}) OVER () AS before FROM ${parquetRows(file)})`,
  );
  return { rows: found?.rows ?? 0, inOrder: (found?.disordered ?? 0) === 0 };
}

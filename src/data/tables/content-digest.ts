import { createHash } from 'node:crypto';
import type { Column } from '../../contracts/table.js';
import { rowColumn } from '../../contracts/table.js';
import type { Database } from './database.js';
import { identifier, tableRows } from './sql.js';

/**
 * A name for what is in a table that `ingestTable` wrote: the same columns, rows and order give the same, whatever the
 * bytes of the file. Built on DuckDB's own hash, which may change with its version; so that version is part of it.
 */
export async function contentDigest(
  database: Database,
  file: string,
  {
    columns,
    onProgress,
  }: {
    readonly columns: readonly Pick<Column, 'name' | 'type'>[];
    readonly onProgress?: (percent: number) => void;
  },
): Promise<string> {
  const hashes = columns.map(
    ({ name }, index) =>
      `CAST(bit_xor(hash(${identifier(name)}, ${identifier(rowColumn)})) AS VARCHAR) AS h${index}`,
  );
  const [row] = await database.rows<Record<string, string | number | null>>(
    `SELECT version() AS version, count(*) AS rows, ${hashes.join(', ')} FROM ${tableRows(file)}`,
    onProgress,
  );
  const content = JSON.stringify([columns.map(({ name, type }) => [name, type]), row]);
  return createHash('sha256').update(content).digest('hex');
}

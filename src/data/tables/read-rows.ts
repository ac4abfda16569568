import type { JsonObject } from '../../contracts/json.js';
import { type Column, rowColumn } from '../../contracts/table.js';
import type { Database } from './database.js';
import { identifier, parquetRows } from './sql.js';

/**
 * Some rows of a Parquet table as plain objects, for reports: `count` rows from the `from`-th on, in file order.
 * Timestamps come as ISO text in UTC. Meant for hundreds of rows, not for millions.
 */
export async function readRows(
  database: Database,
  file: string,
  { columns, from, count }: RowRange,
): Promise<readonly JsonObject[]> {
  const selected = columns.map(({ name, type }) =>
    type === 'timestamp'
      ? `strftime(${identifier(name)}, '%Y-%m-%dT%H:%M:%S.%gZ') AS ${identifier(name)}`
      : identifier(name),
  );
  return database.rows(
    `SELECT ${[identifier(rowColumn), ...selected].join(', ')} FROM ${parquetRows(file)}
     LIMIT ${count} OFFSET ${from}`,
  );
}

export interface RowRange {
  readonly columns: readonly Pick<Column, 'name' | 'type'>[];
  readonly from: number;
  readonly count: number;
}

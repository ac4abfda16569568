import type { JsonObject } from '../contracts/json.js';
import { rawRow } from '../data/shaping/raw-row.js';
import type { RowShaping } from '../data/shaping/row-shaping.js';
import type { Database } from '../data/tables/database.js';
import { identifier } from '../data/tables/sql.js';
import type { HeldTable } from './held-tables.js';

/** The rows of a person in tables, as JSON has them. */
export async function theirRows(
  tables: readonly HeldTable[],
  database: Database,
): Promise<readonly JsonObject[]> {
  const parquet = tables.filter(({ file }) => file.endsWith('.parquet'));
  const rows: JsonObject[] = [];
  for (const { relation, isTheirs, columns } of parquet) {
    const cells = columns.map(({ name, type }) =>
      type === 'TIMESTAMP'
        ? `strftime(${identifier(name)}, '%Y-%m-%dT%H:%M:%S.%gZ') AS ${identifier(name)}`
        : identifier(name),
    );
    rows.push(
      ...(await database.rows(
        `SELECT ${cells.join(', ')} FROM ${relation} WHERE ${isTheirs} LIMIT 10000`,
      )),
    );
  }
  return rows;
}

/** A row of the table as somebody would send it. */
export function asSent(row: JsonObject, shaping: RowShaping | undefined): JsonObject {
  return shaping === undefined ? row : rawRow(shaping, row);
}

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { rowColumn } from '../../contracts/table.js';
import type { Draft, Workbench } from '../draft.js';
import { identifier, literal, parquetRows } from '../tables/sql.js';

/** Writes a draft to scratch, in the order of its rows: what it took to make it is then done once. */
export async function materialise(draft: Draft, { database, scratch }: Workbench): Promise<Draft> {
  const file = join(scratch, `${randomUUID()}.parquet`);
  const columns = [rowColumn, ...draft.columns.map(({ name }) => name)].map(identifier);
  await database.run(
    `COPY (SELECT ${columns.join(', ')} FROM ${draft.relation} ORDER BY ${identifier(rowColumn)})
     TO ${literal(file)} (FORMAT parquet)`,
  );
  return { relation: parquetRows(file), columns: draft.columns, placeOf: draft.placeOf };
}

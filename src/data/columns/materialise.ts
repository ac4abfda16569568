import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { rowColumn } from '../../contracts/table.js';
import { carriedColumns, type Draft, type Workbench } from '../draft.js';
import { identifier, literal, parquetRows } from '../tables/sql.js';

/** Writes a draft to scratch, in the order of its rows: what it took to make it is then done once. */
export async function materialise(draft: Draft, { database, scratch }: Workbench): Promise<Draft> {
  const file = join(scratch, `${randomUUID()}.parquet`);
  await database.run(
    `COPY (SELECT ${carriedColumns(draft).join(', ')} FROM ${draft.relation} ORDER BY ${identifier(rowColumn)})
     TO ${literal(file)} (FORMAT parquet)`,
  );
  const { file: _whole, ...rest } = draft;
  return { ...rest, relation: parquetRows(file) };
}

import { join } from 'node:path';
import type { AcceptedTable } from '../data/schema-lock/accepted-table.js';
import { compareSchemas, type SchemaChange } from '../data/schema-lock/compare-schemas.js';
import { describeTable } from '../data/schema-lock/describe-table.js';
import { openDatabase } from '../data/tables/database.js';
import { parquetRows } from '../data/tables/sql.js';
import type { Project } from '../project/project.js';
import { ingested, tableFile } from './artifact-files.js';
import { readLock, writeLock } from './data-lock.js';
import { secretColumns } from './secret-columns.js';

/** What was accepted, and how it differs from what was before; no changes when nothing was. */
export interface Acceptance {
  readonly table: AcceptedTable;
  readonly changes: readonly SchemaChange[];
}

/** Takes a table as ingest made it for what the data is to be like, and writes the lockfile. */
export async function acceptTable(
  artifact: string,
  project: Project,
  signal: AbortSignal,
): Promise<Acceptance> {
  const { columns } = await ingested.read(artifact);
  const before = await readLock(project).catch(() => undefined);
  await using database = await openDatabase({ signal });
  const table = await describeTable(database, parquetRows(join(artifact, tableFile)), {
    columns,
    secret: new Set(secretColumns(project.ingest)),
  });
  await writeLock(project, table);
  const changes = before === undefined ? [] : compareSchemas(before.table.columns, table.columns);
  return { table, changes };
}

import type { Column } from '../../contracts/table.js';
import type { Database } from '../tables/database.js';
import { identifier } from '../tables/sql.js';
import type { AcceptedColumn, AcceptedTable } from './accepted-table.js';
import { binsOf, type ColumnOf, isOrdered, rounded, valuesOf } from './distribution.js';

/**
 * Describes a table so that a later one can be held against it. Columns that are private, identify rows or hold free text
 * are described without any value of theirs.
 */
export async function describeTable(
  database: Database,
  relation: string,
  {
    columns,
    secret,
  }: { readonly columns: readonly Column[]; readonly secret: ReadonlySet<string> },
): Promise<AcceptedTable> {
  const counts = columns.map(({ name }, index) => `count(${identifier(name)}) AS c${index}`);
  const [row = {}] = await database.rows<Record<string, number>>(
    `SELECT ${['count(*) AS total', ...counts].join(', ')} FROM ${relation}`,
  );
  const total = row['total'] ?? 0;
  const described: AcceptedColumn[] = [];
  for (const [index, { name, type, role }] of columns.entries()) {
    const missing = rounded((total - (row[`c${index}`] ?? 0)) / Math.max(1, total));
    const silent =
      secret.has(name) || role === 'id' || role === 'ignore' || type === 'text' || type === 'image';
    const spread = silent ? {} : await spreadOf({ database, relation, name, type });
    described.push({ name, type, missing, ...spread });
  }
  return { rows: total, columns: described };
}

async function spreadOf(column: ColumnOf): Promise<Pick<AcceptedColumn, 'bins' | 'values'>> {
  if (isOrdered(column.type)) {
    const bins = await binsOf(column);
    return bins === undefined ? {} : { bins };
  }
  const values = await valuesOf(column);
  return values === undefined ? {} : { values };
}

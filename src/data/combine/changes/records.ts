import { MlxError } from '../../../errors/index.js';
import { parquetRows } from '../../tables/sql.js';
import type { RowsColumn } from '../rows/rows.js';
import { type Workshop, writeAside } from '../rows/workshop.js';

/** Change records, understood. */
export interface Records {
  /** Columns the table has after them, their types common to table and records. */
  readonly columns: readonly RowsColumn[];
  /**
   * In SQL fit to stand after FROM: `seq` (unique, in the order they are to be applied), `origin`, `op` (c, u, d, or t for
   * truncate; NULL when it could not be understood), `said` (what it was), and for each column its value `v0`, `v1`, … and
   * whether the record speaks of it at all, `p0`, `p1`, …
   */
  readonly relation: string;
  /** Positions of the key among the columns. */
  readonly keys: readonly number[];
}

/** The words for what happened, as the four letters, in SQL. */
export function understoodOp(said: string): string {
  const words = Object.entries({
    c: ['c', 'r', 'i', 'insert', 'create', 'read', 'snapshot'],
    u: ['u', 'update', 'upsert'],
    d: ['d', 'delete', 'remove'],
    t: ['t', 'truncate'],
  }).map(([op, all]) => {
    const tests = all.map((word) => `lower(${said}) = '${word}'`).join(' OR ');
    return `WHEN ${tests} THEN '${op}'`;
  });
  return `CASE ${words.join(' ')} END`;
}

/** Writes records down and holds each against what is expected of one. Throws `combine/change-record`. */
export async function keepRecords(
  { columns, keys, query }: Omit<Records, 'relation'> & { readonly query: string },
  shop: Workshop,
): Promise<Records> {
  const relation = parquetRows(await writeAside(shop, query));
  const keyless = keys.map((key) => `v${key} IS NULL`).join(' OR ');
  const [odd] = await shop.bench.database.rows<{
    origin: number;
    said: string | null;
    op: string | null;
  }>(
    `SELECT origin, said, op FROM ${relation} WHERE op IS NULL OR (op <> 't' AND (${keyless}))
     ORDER BY seq LIMIT 1`,
  );
  if (odd !== undefined) throw await notUnderstood(odd, { columns, keys, shop });
  return { columns, relation, keys };
}

interface Expectation {
  readonly columns: readonly RowsColumn[];
  readonly keys: readonly number[];
  readonly shop: Workshop;
}

async function notUnderstood(
  odd: { readonly origin: number; readonly said: string | null; readonly op: string | null },
  { columns, keys, shop }: Expectation,
): Promise<MlxError> {
  const names = keys.map((key) => `\`${columns[key]?.name ?? ''}\``).join(', ');
  const [what, hint] =
    odd.op !== null
      ? [`has no value for its key ${names}`, 'Name the key that every record has']
      : [
          odd.said === null
            ? 'does not say what happened'
            : `says \`${odd.said}\`, which is no change`,
          'Expected are c, r, u, d, t, or words such as insert, update and delete, with the row they leave behind',
        ];
  return new MlxError('combine/change-record', `${shop.label}: a record ${what}`, {
    place: await shop.placeOf(odd.origin),
    hints: [hint],
  });
}

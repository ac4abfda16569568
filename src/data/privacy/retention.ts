import { MlxError } from '../../errors/index.js';
import type { Draft, Workbench } from '../draft.js';
import { identifier, literal } from '../tables/sql.js';
import type { MovedRows } from './moved-rows.js';
import { requireColumn } from './protect.js';
import { withRows } from './with-rows.js';

/** How long rows may be kept: those older than a day are not taken in. */
export interface RetentionWish {
  /** A timestamp that says how old a row is. */
  readonly column: string;
  /** The first day that is kept, as YYYY-MM-DD. */
  readonly from: string;
}

/**
 * The first day whose rows are kept. It moves on the first of each month and then as far as the whole month needs, so
 * that no row is kept too long and a project is not out of date every morning.
 */
export function firstDayKept(days: number, today: Date): string {
  const endOfMonth = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1));
  endOfMonth.setUTCDate(endOfMonth.getUTCDate() - days);
  return endOfMonth.toISOString().slice(0, 10);
}

/** The draft without rows that are too old. Rows without a date are kept, and counted. Throws `data/column-missing`, `privacy/action-type`. */
export async function retain(
  draft: Draft,
  { column, from }: RetentionWish,
  bench: Workbench,
): Promise<{ readonly draft: Draft; readonly moved: MovedRows; readonly undated: number }> {
  requireColumn(column, draft.columns);
  const type = draft.columns.find(({ name }) => name === column)?.type;
  if (type !== 'timestamp') throw notDated(column, type ?? 'category');
  const cell = identifier(column);
  const old = `${cell} < TIMESTAMP ${literal(`${from} 00:00:00`)}`;
  const counts = await bench.database.rows<{ rows: number; undated: number; all: number }>(
    `SELECT count_if(${old}) AS rows, count(*) - count(${cell}) AS undated, count(*) AS "all" FROM ${draft.relation}`,
  );
  const { rows, undated, all } = counts[0] ?? { rows: 0, undated: 0, all: 0 };
  if (rows > 0 && rows === all) throw allOld(column, from);
  const kept = `(SELECT * FROM ${draft.relation} WHERE NOT coalesce(${old}, false))`;
  return {
    draft: rows === 0 ? draft : withRows(draft, kept),
    moved: { reason: `is older than ${from}`, rows },
    undated,
  };
}

function notDated(column: string, type: string): MlxError {
  return new MlxError(
    'privacy/action-type',
    `\`retention\` needs a timestamp, and \`${column}\` is ${type}`,
    { hints: [`Pin its type: \`ingest: { columns: { ${column}: timestamp } }\``] },
  );
}

function allOld(column: string, from: string): MlxError {
  return new MlxError('data/no-rows', `Every row is older than ${from} by its \`${column}\``, {
    hints: ['Bring newer rows, or a longer `ingest.privacy.retention`'],
  });
}

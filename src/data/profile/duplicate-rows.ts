import { identifier } from '../tables/sql.js';
import type { DuplicateRows } from './profile.js';
import { type KnownColumn, type ProfiledTable, rowNumber } from './profiled-table.js';
import { sortedRuns } from './sorted-runs.js';

/** Rows that repeat an earlier one, exactly: as they are, and without the columns that are ids. */
export async function duplicateRows(
  table: ProfiledTable,
  isUnique: (column: KnownColumn) => boolean,
): Promise<DuplicateRows> {
  const all = await repeats(table, table.columns, isUnique);
  const others = table.columns.filter(({ role }) => role !== 'id');
  if (others.length === table.columns.length || others.length === 0) return all;
  const { rows, examples } = await repeats(table, others, isUnique);
  return { rows: all.rows, besideIds: rows, examples: all.rows > 0 ? all.examples : examples };
}

type Repeats = Pick<DuplicateRows, 'rows' | 'examples'>;

async function repeats(
  table: ProfiledTable,
  columns: readonly KnownColumn[],
  isUnique: (column: KnownColumn) => boolean,
): Promise<Repeats> {
  if (columns.length === 0 || columns.some(isUnique)) return { rows: 0, examples: [] };
  const { database, relation } = table;
  const telling = columns.toSorted((a, b) => b.distinct - a.distinct);
  const quick = await suspects(table, `hash(${listOf(telling.slice(0, 4))})`);
  const chosen =
    quick.values.length > mostListed ? await suspects(table, textHash(telling.slice(0, 8))) : quick;
  if (chosen.values.length === 0) return { rows: 0, examples: [] };
  const listed = `${chosen.hash} IN (${chosen.values.join(', ')})`;
  const where = chosen.values.length > mostListed ? 'true' : listed;
  const groups = `SELECT count(*) AS n, min(${rowNumber}) AS first, list(${rowNumber} ORDER BY ${rowNumber})[2] AS second
    FROM ${relation} WHERE ${where} GROUP BY ${listOf(columns)} HAVING count(*) > 1`;
  const rows = await database.rows<{ rows: number; row: number; of: number }>(
    `SELECT CAST(sum(n - 1) OVER () AS BIGINT) AS rows, second AS row, first AS of FROM (${groups})
     ORDER BY first LIMIT 5`,
  );
  return {
    rows: rows[0]?.rows ?? 0,
    examples: rows.map(({ row, of }) => ({ row, of })),
  };
}

function listOf(columns: readonly KnownColumn[]): string {
  return columns.map(({ name }) => identifier(name)).join(', ');
}

/** The engine's hash of several columns mixes them weakly; that of a text tells rows apart whatever is in them. */
function textHash(columns: readonly KnownColumn[]): string {
  const texts = columns.map(
    ({ name }) => `coalesce(CAST(${identifier(name)} AS VARCHAR), chr(30))`,
  );
  return `hash(concat_ws(chr(31), ${texts.join(', ')}))`;
}

interface Suspects {
  readonly hash: string;
  /** Hashes that several rows share. */
  readonly values: readonly number[];
}

/**
 * Rows that may be equal. The engine's hash only says which rows are worth comparing; those are then compared cell by
 * cell. Its top 52 bits are exact as a double.
 */
async function suspects(
  { database, relation, rows, sort }: ProfiledTable,
  expression: string,
): Promise<Suspects> {
  const hash = `CAST(${expression} >> 12 AS DOUBLE)`;
  const found: number[] = [];
  const runs = sortedRuns(database, { table: relation, value: hash, few: false, most: rows, sort });
  for await (const { length, values, counts } of runs) {
    for (let at = 0; at < length; at++) {
      if ((counts[at] as number) > 1 && found.length <= mostListed)
        found.push(values[at] as number);
    }
  }
  return { hash, values: found };
}

/** Beyond this many hashes there are many equal rows, and all rows are compared. */
const mostListed = 20_000;

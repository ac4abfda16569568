import type { Database } from '../tables/database.js';
import { identifier, literal } from '../tables/sql.js';
import type { MissingCells } from './profile.js';
import type { KnownColumn, ProfiledTable } from './profiled-table.js';

/** Which columns are missing together, in one pass over all rows. */
export async function missingCells({
  database,
  relation,
  columns,
}: ProfiledTable): Promise<MissingCells> {
  const cells = columns.reduce((sum, { missing }) => sum + missing, 0);
  const gappy = columns.filter(({ missing }) => missing > 0);
  if (gappy.length === 0) return { cells, rows: 0, patterns: [], patternsInAll: 0, columns: 0 };
  const watched = gappy.toSorted((a, b) => b.missing - a.missing).slice(0, mostColumns);
  const bits = watched.map(
    ({ name }, at) => `CASE WHEN ${identifier(name)} IS NULL THEN ${2 ** at} ELSE 0 END`,
  );
  const patterns = await database.rows<{
    pattern: string;
    rows: number;
    all: number;
    inAll: number;
  }>(
    `SELECT format(${literal('{:b}')}, pattern) AS pattern, rows, count(*) OVER () AS all,
       CAST(sum(rows) OVER () AS BIGINT) AS inAll FROM (
       SELECT pattern, count(*) AS rows
       FROM (SELECT CAST(${bits.join(' + ')} AS BIGINT) AS pattern FROM ${relation}) GROUP BY pattern)
     WHERE pattern > 0 ORDER BY rows DESC, pattern LIMIT ${mostPatterns}`,
  );
  const isAll = watched.length === gappy.length;
  return {
    cells,
    rows: isAll ? (patterns[0]?.inAll ?? 0) : await rowsWithGaps(database, relation, gappy),
    patterns: patterns.map(({ pattern, rows }) => ({
      columns: watched.filter((_, at) => pattern.at(-1 - at) === '1').map(({ name }) => name),
      rows,
    })),
    patternsInAll: patterns[0]?.all ?? 0,
    columns: watched.length,
  };
}

async function rowsWithGaps(
  database: Database,
  relation: string,
  gappy: readonly KnownColumn[],
): Promise<number> {
  const any = gappy.map(({ name }) => `${identifier(name)} IS NULL`).join(' OR ');
  const [found] = await database.rows<{ rows: number }>(
    `SELECT count(*) AS rows FROM ${relation} WHERE ${any}`,
  );
  return found?.rows ?? 0;
}

/** As many as the bits of a whole number can tell apart. */
const mostColumns = 50;
const mostPatterns = 20;

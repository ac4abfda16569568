import type { ColumnType } from '../../contracts/table.js';
import { asNumber } from '../tables/column-stats.js';
import type { Database } from '../tables/database.js';
import { identifier, literals } from '../tables/sql.js';
import type { Bins, Values } from './accepted-table.js';

/** A column of a relation. */
export interface ColumnOf {
  readonly database: Database;
  /** In SQL, fit to stand after FROM. */
  readonly relation: string;
  readonly name: string;
  readonly type: ColumnType;
}

/** Whether a type has an order that bins can follow. */
export function isOrdered(type: ColumnType): boolean {
  return type === 'number' || type === 'integer' || type === 'timestamp';
}

/** Ten bins with about the same number of values in each; undefined for a column without values. */
export async function binsOf(column: ColumnOf): Promise<Bins | undefined> {
  const { database, relation, name, type } = column;
  const [row] = await database.rows<{ edges: readonly number[] | null }>(
    `SELECT quantile_disc(${asNumber(identifier(name), type)}, [${tenths.join(', ')}]) AS edges FROM ${relation}`,
  );
  const edges = [...new Set(row?.edges ?? [])];
  if (edges.length === 0) return undefined;
  const { shares } = await sharesBetween(column, edges);
  return { edges, shares: shares.map(rounded) };
}

/** Share of the values in each bin, and above the last edge; exact. */
export async function sharesBetween(
  { database, relation, name, type }: ColumnOf,
  edges: readonly number[],
): Promise<{ readonly shares: readonly number[]; readonly above: number }> {
  const value = asNumber(identifier(name), type);
  const cases = edges.map((edge, bin) => `WHEN ${value} <= '${edge}'::DOUBLE THEN ${bin}`);
  const found = await database.rows<{ bin: number; n: number }>(
    `SELECT CASE ${cases.join(' ')} ELSE ${edges.length} END AS bin, count(*) AS n FROM ${relation}
     WHERE ${identifier(name)} IS NOT NULL GROUP BY bin`,
  );
  const total = Math.max(
    1,
    found.reduce((sum, { n }) => sum + n, 0),
  );
  const shareOf = (bin: number): number => (found.find((each) => each.bin === bin)?.n ?? 0) / total;
  return { shares: edges.map((_, bin) => shareOf(bin)), above: shareOf(edges.length) };
}

/** The most frequent values, in their order; undefined when hardly any comes twice. */
export async function valuesOf({
  database,
  relation,
  name,
}: ColumnOf): Promise<Values | undefined> {
  const value = identifier(name);
  const found = await database.rows<{ v: string; n: number; total: number; values: number }>(
    `SELECT v, n, total, values FROM (
       SELECT CAST(${value} AS VARCHAR) AS v, count(*) AS n, CAST(sum(count(*)) OVER () AS BIGINT) AS total,
         count(*) OVER () AS values
       FROM ${relation} WHERE ${value} IS NOT NULL GROUP BY 1)
     ORDER BY n DESC, v LIMIT ${mostValues}`,
  );
  const [first] = found;
  if (first === undefined || first.values > first.total / 2) return undefined;
  const shares = found
    .toSorted((a, b) => (a.v < b.v ? -1 : 1))
    .map(({ v, n, total }) => [v, rounded(n / total)]);
  return {
    shares: Object.fromEntries(shares) as Record<string, number>,
    more: first.values > found.length,
  };
}

/** Share of each of some values, and of all others together; exact. */
export async function sharesAmong(
  { database, relation, name }: ColumnOf,
  values: readonly string[],
): Promise<{ readonly shares: readonly number[]; readonly others: number }> {
  const value = `CAST(${identifier(name)} AS VARCHAR)`;
  const found = await database.rows<{ at: number; n: number }>(
    `SELECT coalesce(list_position(${literals(values)}, ${value}), 0) AS at, count(*) AS n FROM ${relation}
     WHERE ${value} IS NOT NULL GROUP BY 1`,
  );
  const total = Math.max(
    1,
    found.reduce((sum, { n }) => sum + n, 0),
  );
  const shareAt = (at: number): number => (found.find((each) => each.at === at)?.n ?? 0) / total;
  return { shares: values.map((_, index) => shareAt(index + 1)), others: shareAt(0) };
}

/** A share with six digits: enough to compare by, and the same on every machine. */
export function rounded(share: number): number {
  return Math.round(share * 1e6) / 1e6;
}

const mostValues = 50;
const tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

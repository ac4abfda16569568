import type { Column } from '../../../contracts/table.js';
import { asNumber } from '../../tables/column-stats.js';
import { identifier } from '../../tables/sql.js';
import type { SplittableTable } from '../split-strategy.js';

/** What rows are kept in proportion by. */
export interface TargetStrata {
  /** The stratum of a row as text, in SQL over a row named `t`. */
  readonly stratum: string;
  /** How to call a stratum; undefined when it is a range of numbers. */
  readonly called?: (stratum: string) => string;
}

/** The classes of the target, or the tenths of a numeric one. */
export async function targetStrata(table: SplittableTable): Promise<TargetStrata> {
  const { target } = table;
  if (target === undefined) throw new Error('rows without a target cannot be kept in proportion');
  const { name } = target;
  if (!(await hasClasses(table, target))) return { stratum: await tenthOf(table, target) };
  return {
    stratum: `CAST(t.${identifier(name)} AS VARCHAR)`,
    called: (stratum) => `Class \`${stratum}\` of \`${name}\``,
  };
}

/** A whole number with few values is a class, such as a grade. */
async function hasClasses(
  { database, relation }: SplittableTable,
  target: Column,
): Promise<boolean> {
  if (target.type === 'number' || target.type === 'timestamp') return false;
  if (target.type !== 'integer') return true;
  const [row] = await database.rows<{ values: number }>(
    `SELECT count(*) AS values FROM (SELECT DISTINCT ${identifier(target.name)} FROM ${relation})`,
  );
  return (row?.values ?? 0) <= mostClasses;
}

const mostClasses = 50;

async function tenthOf({ database, relation }: SplittableTable, target: Column): Promise<string> {
  const value = asNumber(`t.${identifier(target.name)}`, target.type);
  const [row] = await database.rows<{ edges: readonly number[] }>(
    `SELECT quantile_disc(${value}, [${tenths.join(', ')}]) AS edges FROM ${relation} AS t`,
  );
  const edges = [...new Set(row?.edges ?? [])];
  const cases = edges.map((edge, bin) => `WHEN ${value} <= '${edge}'::DOUBLE THEN '${bin}'`);
  return cases.length === 0 ? `''` : `CASE ${cases.join(' ')} ELSE '${edges.length}' END`;
}

const tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

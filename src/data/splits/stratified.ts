import { asNumber } from '../tables/column-stats.js';
import { identifier } from '../tables/sql.js';
import { assignByHash } from './assign/by-hash.js';
import { sharesOf } from './assign/shares.js';
import { type SplitStrategy, type SplittableTable, shareParams } from './split-strategy.js';

/** Rows at random such that every class (or every tenth of a numeric target) is shared out exactly. */
export const stratified: SplitStrategy<typeof shareParams> = {
  name: 'stratified',
  summary:
    'Rows at random, each class of the target in exact shares; a numeric target by its tenths',
  params: shareParams,
  required: [],
  async assign(values, table) {
    const shares = sharesOf(values);
    const { name } = table.target;
    if (await hasClasses(table)) {
      const called = (stratum: string): string => `Class \`${stratum}\` of \`${name}\``;
      return assignByHash(table, {
        stratum: `CAST(t.${identifier(name)} AS VARCHAR)`,
        shares,
        called,
      });
    }
    return assignByHash(table, { stratum: await binOf(table), shares });
  },
};

/** A whole number with few values is a class, such as a grade. */
async function hasClasses({ database, relation, target }: SplittableTable): Promise<boolean> {
  if (target.type === 'number' || target.type === 'timestamp') return false;
  if (target.type !== 'integer') return true;
  const [row] = await database.rows<{ values: number }>(
    `SELECT count(*) AS values FROM (SELECT DISTINCT ${identifier(target.name)} FROM ${relation})`,
  );
  return (row?.values ?? 0) <= mostClasses;
}

const mostClasses = 50;

async function binOf({ database, relation, target }: SplittableTable): Promise<string> {
  const value = asNumber(`t.${identifier(target.name)}`, target.type);
  const [row] = await database.rows<{ edges: readonly number[] }>(
    `SELECT quantile_disc(${value}, [${tenths.join(', ')}]) AS edges FROM ${relation} AS t`,
  );
  const edges = [...new Set(row?.edges ?? [])];
  const cases = edges.map((edge, bin) => `WHEN ${value} <= ${edge}::DOUBLE THEN '${bin}'`);
  return cases.length === 0 ? `''` : `CASE ${cases.join(' ')} ELSE '${edges.length}' END`;
}

const tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

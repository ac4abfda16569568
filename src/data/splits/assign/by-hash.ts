import { rowColumn } from '../../../contracts/table.js';
import { identifier, literal } from '../../tables/sql.js';
import {
  type Assignment,
  hashColumn,
  type PerSplit,
  type SplittableTable,
  splitNames,
} from '../split-strategy.js';
import { allot } from './shares.js';

export interface Strata {
  /** The stratum of a row as text, in SQL over a row named `t`. */
  readonly stratum: string;
  readonly shares: PerSplit;
  /** How to call a stratum in a warning; none is given when undefined. */
  readonly called?: (stratum: string) => string;
  /** Name of the temporary table, when a strategy assigns twice. */
  readonly cuts?: string;
}

/**
 * Splits each stratum exactly: its rows in the order of their hash, cut at the sizes the shares
 * allot. It depends on neither threads nor engine version. Only the hash at each cut is kept, so that the rows
 * themselves need no sorting.
 */
export async function assignByHash(
  { database, relation }: SplittableTable,
  { stratum, shares, called, cuts = 'cuts' }: Strata,
): Promise<Assignment> {
  const counts = await database.rows<{ stratum: string; rows: number }>(
    `SELECT ${stratum} AS stratum, count(*) AS rows FROM ${relation} AS t GROUP BY ALL ORDER BY stratum`,
  );
  const sizes = counts.map(({ stratum: name, rows }) => ({ name, ...allot(rows, shares) }));
  const values = sizes.map(
    ({ name, train, validation }) => `(${literal(name)}, ${train}, ${train + validation})`,
  );
  const row = identifier(rowColumn);
  const hash = identifier(hashColumn);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${cuts} AS
     SELECT ranked.stratum,
       max(key) FILTER (rank = train_end) AS train_key, max(row) FILTER (rank = train_end) AS train_row,
       max(key) FILTER (rank = validation_end) AS validation_key,
       max(row) FILTER (rank = validation_end) AS validation_row
     FROM (
       SELECT *, row_number() OVER (PARTITION BY stratum ORDER BY key, row) AS rank
       FROM (SELECT ${stratum} AS stratum, t.${hash} AS key, t.${row} AS row FROM ${relation} AS t)
     ) AS ranked
     JOIN (VALUES ${values.join(', ')}) AS sizes(stratum, train_end, validation_end)
       ON sizes.stratum = ranked.stratum
     WHERE rank = train_end OR rank = validation_end GROUP BY ranked.stratum`,
  );
  const key = `t.${hash}`;
  const upTo = (name: string): string =>
    `(${key} < ${cuts}.${name}_key OR (${key} = ${cuts}.${name}_key AND t.${row} <= ${cuts}.${name}_row))`;
  return {
    join: `LEFT JOIN ${cuts} ON ${cuts}.stratum = ${stratum}`,
    split: `CASE WHEN ${upTo('train')} THEN 'train' WHEN ${upTo('validation')} THEN 'validation' ELSE 'test' END`,
    warnings: called === undefined ? [] : scarce(sizes, called),
  };
}

interface Sized extends PerSplit {
  readonly name: string;
}

function scarce(sizes: readonly Sized[], called: (stratum: string) => string): readonly string[] {
  return sizes.flatMap((size) => {
    const lacking = splitNames.filter((name) => size[name] === 0);
    if (lacking.length === 0) return [];
    const rows = splitNames.reduce((sum, name) => sum + size[name], 0);
    return [
      `${called(size.name)} has ${rows} ${rows === 1 ? 'row' : 'rows'}: too few to appear in ${lacking.join(' and ')}`,
    ];
  });
}

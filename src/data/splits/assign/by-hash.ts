import { literal } from '../../tables/sql.js';
import {
  type Assignment,
  type PerSplit,
  type SplittableTable,
  splitNames,
} from '../split-strategy.js';
import { allotStrata } from './allot-strata.js';
import { type Cut, hashCuts } from './hash-cuts.js';
import { rowHash, rowHashKey } from './row-hash.js';
import { allot } from './shares.js';

export interface Strata {
  /** The stratum of a row as text, in SQL over a row named `t`. */
  readonly stratum: string;
  readonly shares: PerSplit;
  /** How to call a stratum in a warning; none is given when undefined. */
  readonly called?: (stratum: string) => string;
}

/**
 * Splits each stratum exactly, and the rows as a whole: its rows in the order of their hash, cut at the sizes the shares allot. It depends on
 * neither threads nor engine version. Only the hash at each cut is kept, so that rows need neither sorting nor
 * joining: whether a row is below a cut is seen from the row alone.
 */
export async function assignByHash(
  table: SplittableTable,
  { stratum, shares, called }: Strata,
): Promise<Assignment> {
  const { database, relation, seed } = table;
  const counts = await database.rows<{ stratum: string; rows: number }>(
    `SELECT ${stratum} AS stratum, count(*) AS rows FROM ${relation} AS t GROUP BY ALL ORDER BY stratum`,
  );
  const allotted = allotStrata(
    counts.map(({ rows }) => rows),
    shares,
  );
  const sizes = counts.map(({ stratum: name, rows }, at) => {
    return { name, ...(allotted[at] ?? allot(rows, shares)) };
  });
  const hash = rowHash(rowHashKey(seed, 'split'));
  const cuts = await hashCuts(table, {
    ...{ stratum, hash },
    ranks: sizes.map(({ name, train, validation }) => ({
      name,
      ranks: [train, train + validation],
    })),
  });
  const { join, upTo } = await comparison(table, { stratum, hash, cuts });
  return {
    join,
    split: `CASE WHEN ${upTo(0)} THEN 'train' WHEN ${upTo(1)} THEN 'validation' ELSE 'test' END`,
    warnings: called === undefined ? [] : scarce(sizes, called),
  };
}

interface Compared {
  readonly stratum: string;
  readonly hash: string;
  readonly cuts: readonly Cut[];
}

/** Whether a row is below a cut of its stratum: written out for a few strata, looked up for many. */
async function comparison(
  { database }: SplittableTable,
  { stratum, hash, cuts }: Compared,
): Promise<{ readonly join: string; readonly upTo: (border: number) => string }> {
  const [only, ...more] = cuts;
  if (only === undefined || more.length === 0) {
    return { join: '', upTo: (border) => `${hash} <= ${only?.hashes[border] ?? -1}` };
  }
  if (cuts.length <= writtenOut) {
    const cases = (border: number): string =>
      cuts
        .map(({ name, hashes }) => `WHEN ${literal(name)} THEN ${hashes[border] ?? -1}`)
        .join(' ');
    return { join: '', upTo: (border) => `${hash} <= CASE ${stratum} ${cases(border)} END` };
  }
  const values = cuts.map(({ name, hashes }) => `(${literal(name)}, ${hashes.join(', ')})`);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE cuts AS
     SELECT * FROM (VALUES ${values.join(', ')}) AS listed(stratum, cut0, cut1)`,
  );
  return {
    join: `LEFT JOIN cuts ON cuts.stratum = ${stratum}`,
    upTo: (border) => `${hash} <= cuts.cut${border}`,
  };
}

const writtenOut = 64;

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

import { literal } from '../../tables/sql.js';
import type { SplittableTable } from '../split-strategy.js';

export interface CutRequest {
  /** The stratum of a row as text, and its hash from 0 to 2^32 − 1, in SQL over a row named `t`. */
  readonly stratum: string;
  readonly hash: string;
  /** For each stratum, of how many rows with the lowest hashes the highest is wanted. */
  readonly ranks: readonly { readonly name: string; readonly ranks: readonly number[] }[];
}

/** The hashes at the ranks asked for: exactly so many rows of the stratum are at or below. −1 is below all. */
export interface Cut {
  readonly name: string;
  readonly hashes: readonly number[];
}

/**
 * Finds order statistics without sorting: hashes are counted by their leading bits first, and only those that share
 * the leading bits of a cut are ranked. Two passes over two columns, in little memory.
 */
export async function hashCuts(
  table: SplittableTable,
  request: CutRequest,
): Promise<readonly Cut[]> {
  const { database, relation } = table;
  const { stratum, hash, ranks } = request;
  const bits = leadingBits(ranks.length);
  const bucket = `(${hash} >> ${32 - bits})`;
  const wanted = ranks.flatMap(({ name, ranks: own }) =>
    own.flatMap((rank, border) => (rank === 0 ? [] : [`(${literal(name)}, ${border}, ${rank})`])),
  );
  if (wanted.length === 0)
    return ranks.map(({ name, ranks: own }) => ({ name, hashes: own.map(() => -1) }));
  await database.run(
    `CREATE OR REPLACE TEMP TABLE cut_buckets AS
     SELECT w.stratum, w.border, w.rank - (c.upto - c.rows) AS rank, c.bucket FROM (
       SELECT *, sum(rows) OVER (PARTITION BY stratum ORDER BY bucket) AS upto
       FROM (SELECT ${stratum} AS stratum, ${bucket} AS bucket, count(*) AS rows FROM ${relation} AS t GROUP BY ALL)
     ) AS c JOIN (VALUES ${wanted.join(', ')}) AS w(stratum, border, rank)
     ON c.stratum = w.stratum AND w.rank <= c.upto AND w.rank > c.upto - c.rows`,
  );
  const found = await database.rows<{ stratum: string; border: number; hash: number }>(
    `SELECT b.stratum, b.border, r.hash FROM cut_buckets AS b JOIN (
       SELECT stratum, bucket, hash, row_number() OVER (PARTITION BY stratum, bucket ORDER BY hash) AS rank
       FROM (SELECT ${stratum} AS stratum, ${bucket} AS bucket, ${hash} AS hash FROM ${relation} AS t) AS a
       SEMI JOIN cut_buckets AS c USING (stratum, bucket)
     ) AS r USING (stratum, bucket, rank)`,
  );
  const hashes = new Map(found.map((row) => [`${row.border} ${row.stratum}`, row.hash]));
  return ranks.map(({ name, ranks: own }) => ({
    name,
    hashes: own.map((_, border) => hashes.get(`${border} ${name}`) ?? -1),
  }));
}

/** As many as leave few rows to rank, but no more than a million counts in all. */
function leadingBits(strata: number): number {
  return Math.max(0, Math.min(12, Math.floor(Math.log2(1_000_000 / Math.max(1, strata)))));
}

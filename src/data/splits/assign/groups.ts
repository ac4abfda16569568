import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { rowColumn } from '../../../contracts/table.js';
import { identifier, literal, literals } from '../../tables/sql.js';
import type { SplittableTable } from '../split-strategy.js';
import { Apportionment, type GroupRows } from './apportion.js';
import { columnNamed } from './column-named.js';

/** What tells the group of a row. */
export interface GroupKey {
  /** In SQL over a row named `t`; never NULL. */
  readonly key: string;
  readonly warnings: readonly string[];
}

/** Rows by the value of a column. A row without one is a group of its own: nobody knows whom it belongs to. */
export async function groupKey(table: SplittableTable, name: string): Promise<GroupKey> {
  const { database, relation, columns } = table;
  columnNamed(name, columns);
  const value = `t.${identifier(name)}`;
  const [row] = await database.rows<{ missing: number }>(
    `SELECT count(*) - count(${value}) AS missing FROM ${relation} AS t`,
  );
  const missing = row?.missing ?? 0;
  if (missing === 0) return { key: value, warnings: [] };
  const rows = missing === 1 ? '1 row has' : `${missing} rows have`;
  return {
    key: `CASE WHEN ${value} IS NULL THEN 'row ' || t.${identifier(rowColumn)} ELSE 'value ' || ${value} END`,
    warnings: [`${rows} no \`${name}\`; each is taken for a group of its own`],
  };
}

export interface GroupRequest {
  readonly key: string;
  /** The stratum of a row as text, in SQL over a row named `t`, when strata are to be kept in proportion. */
  readonly stratum?: string;
  /** What each part should hold; together 1. */
  readonly shares: readonly number[];
  /** Tells apart what is placed more than once; letters and digits. */
  readonly label: string;
}

/** The part of a row's group, from 0, in SQL over what is joined. */
export interface PlacedGroups {
  readonly join: string;
  readonly part: string;
  readonly groups: number;
}

/**
 * Places whole groups, see {@link Apportionment}: the largest first, and those of about one size (within a power of
 * two) in an order at random; then each is offered a better place. Of a group only its counts are seen, one group after the
 * other, so that there may be as many groups as rows.
 */
export async function placeGroups(
  table: Pick<SplittableTable, 'database' | 'relation' | 'seed' | 'scratch'>,
  request: GroupRequest,
): Promise<PlacedGroups> {
  const { database } = table;
  const { key, shares, label } = request;
  const names = await countGroups(table, request);
  const totals = await database.rows<{ rows: number }>(
    `SELECT CAST(sum(rows) AS DOUBLE) AS rows FROM ${names.counts} GROUP BY stratum ORDER BY stratum`,
  );
  const plan = new Apportionment(
    shares,
    totals.map(({ rows }) => rows),
  );
  const file = join(table.scratch, `groups-${label}.csv`);
  const places = await placements(() => groupsOf(table, names), plan);
  await pipeline(Readable.from(lines(places)), createWriteStream(file));
  const alias = identifier(`g_${label}`);
  const columns = `{ 'position': 'BIGINT', 'part': 'UTINYINT' }`;
  await database.run(
    `CREATE OR REPLACE TABLE ${names.parts} AS SELECT o.key, c.part FROM ${names.order} AS o
     JOIN read_csv(${literals([file])}, header = false, auto_detect = false, columns = ${columns}) AS c USING (position);
     DROP TABLE ${names.order}; DROP TABLE ${names.counts}`,
  );
  return {
    join: `LEFT JOIN ${names.parts} AS ${alias} ON ${alias}.key = ${key}`,
    part: `${alias}.part`,
    groups: places.length,
  };
}

interface GroupTables {
  readonly counts: string;
  readonly order: string;
  readonly parts: string;
}

/** Plain tables, not temporary ones: those are seen by one connection only, and streams have their own. */
async function countGroups(
  { database, relation, seed }: Pick<SplittableTable, 'database' | 'relation' | 'seed'>,
  { key, stratum = `''`, label }: GroupRequest,
): Promise<GroupTables> {
  const [counts, order, parts] = ['counts', 'order', 'parts'].map((name) =>
    identifier(`groups_${label}_${name}`),
  ) as [string, string, string];
  const hash = `md5_number_lower(${literal(`${seed}/${label}/`)} || CAST(key AS VARCHAR))`;
  await database.run(
    `CREATE OR REPLACE TABLE ${counts} AS
     SELECT key, dense_rank() OVER (ORDER BY stratum) - 1 AS stratum, rows FROM (
       SELECT ${key} AS key, ${stratum} AS stratum, count(*) AS rows FROM ${relation} AS t GROUP BY ALL
     )`,
  );
  await database.run(
    `CREATE OR REPLACE TABLE ${order} AS
     SELECT key, row_number() OVER (ORDER BY length(bin(CAST(rows AS BIGINT))) DESC, ${hash}, key) - 1 AS position
     FROM (SELECT key, sum(rows) AS rows FROM ${counts} GROUP BY key)`,
  );
  return { counts, order, parts };
}

/** The counts of each group, in the order of their positions. */
async function* groupsOf(
  { database }: Pick<SplittableTable, 'database'>,
  { counts, order }: GroupTables,
): AsyncGenerator<readonly GroupRows[]> {
  const query = `SELECT CAST(o.position AS DOUBLE), CAST(c.stratum AS DOUBLE), CAST(c.rows AS DOUBLE)
    FROM ${order} AS o JOIN ${counts} AS c USING (key) ORDER BY o.position, c.stratum`;
  let [at, group]: [number, GroupRows[]] = [0, []];
  for await (const chunk of database.stream(query)) {
    const [positions, strata, rows] = [0, 1, 2].map((index) => chunk.getColumnVector(index));
    for (let row = 0; row < chunk.rowCount; row++) {
      const position = positions?.getItem(row) as number;
      if (position !== at) {
        yield group;
        [at, group] = [position, []];
      }
      group.push({ stratum: strata?.getItem(row) as number, rows: rows?.getItem(row) as number });
    }
  }
  if (group.length > 0) yield group;
}

/**
 * The part of each group. What was placed first could not see what came later: so every group is then offered another place, as
 * long as any takes it, but for very many groups, which even out by themselves.
 */
async function placements(
  groups: () => AsyncIterable<readonly GroupRows[]>,
  plan: Apportionment,
): Promise<Uint8Array> {
  let parts = new Uint8Array(1024);
  let count = 0;
  for await (const group of groups()) {
    if (count === parts.length) {
      const longer = new Uint8Array(2 * count);
      longer.set(parts);
      parts = longer;
    }
    parts[count++] = plan.place(group);
  }
  let hasMoved = count <= mostOffered;
  for (let pass = 0; hasMoved && pass < mostPasses; pass++) {
    hasMoved = false;
    let at = 0;
    for await (const group of groups()) {
      const before = parts[at] ?? 0;
      const now = plan.placeAnew(before, group);
      hasMoved ||= now !== before;
      parts[at++] = now;
    }
  }
  return parts.subarray(0, count);
}

const mostOffered = 1_000_000;
const mostPasses = 4;

/** Lines of `position,part`, in blocks. */
function* lines(parts: Uint8Array): Generator<string> {
  let block = '';
  for (const [position, part] of parts.entries()) {
    block += `${position},${part}\n`;
    if (block.length < 1 << 16) continue;
    yield block;
    block = '';
  }
  yield block;
}

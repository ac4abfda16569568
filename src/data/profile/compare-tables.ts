import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, openDatabase } from '../tables/database.js';
import { identifier, parquetRows } from '../tables/sql.js';
import { type ColumnDrift, chiSquared, type Drift, stabilityIndex } from './drift.js';
import { asDouble, type KnownColumn } from './profiled-table.js';
import { significant } from './significant.js';
import { walkTogether } from './sorted-pair.js';
import { sortedRuns } from './sorted-runs.js';

/** A table as ingest leaves it. */
export interface ComparedTable {
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly KnownColumn[];
}

/** Holds a table against an earlier one, column by column. */
export async function compareTables(
  tables: { readonly before: ComparedTable; readonly now: ComparedTable },
  { scratch, signal }: { readonly scratch: string; readonly signal: AbortSignal },
): Promise<Drift> {
  const { before, now } = tables;
  const own = await mkdtemp(join(scratch, 'drift-'));
  try {
    await using database = await openDatabase({ scratch: own, signal });
    const columns: ColumnDrift[] = [];
    for (const column of now.columns) {
      const earlier = before.columns.find(({ name }) => name === column.name);
      if (earlier !== undefined)
        columns.push(await driftOfColumn(database, tables, { earlier, column }));
    }
    const names = (table: ComparedTable): string[] => table.columns.map(({ name }) => name);
    return {
      rows: [before.rows, now.rows],
      columns: columns.toSorted((a, b) => (b.psi ?? Infinity) - (a.psi ?? Infinity)),
      gone: names(before).filter((name) => !names(now).includes(name)),
      added: names(now).filter((name) => !names(before).includes(name)),
    };
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

interface Tables {
  readonly before: ComparedTable;
  readonly now: ComparedTable;
}

interface Pair {
  readonly earlier: KnownColumn;
  readonly column: KnownColumn;
}

async function driftOfColumn(database: Database, tables: Tables, pair: Pair): Promise<ColumnDrift> {
  const { earlier, column } = pair;
  const { before, now } = tables;
  const share = (missing: number, rows: number): number => significant(missing / Math.max(1, rows));
  const common = {
    name: column.name,
    types: [earlier.type, column.type] as const,
    missing: [share(earlier.missing, before.rows), share(column.missing, now.rows)] as const,
  };
  const kinds = [kindOf(earlier), kindOf(column)];
  if (kinds[0] !== kinds[1]) return { ...common, psi: null };
  const moved =
    kinds[0] === 'values'
      ? await driftOfValues(database, tables, pair)
      : await driftOfLine(database, tables, pair);
  return { ...common, ...moved };
}

/** Numbers go with numbers, whole or not; texts are compared by their lengths. */
function kindOf({ type }: KnownColumn): 'number' | 'time' | 'text' | 'values' {
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'timestamp') return 'time';
  return type === 'text' ? 'text' : 'values';
}

async function driftOfLine(
  database: Database,
  { before, now }: Tables,
  { earlier, column }: Pair,
): Promise<Pick<ColumnDrift, 'psi' | 'ks'>> {
  const tenths = await tenthsOf(database, before.file, lineOf(earlier));
  const runs = ({ file }: ComparedTable, own: KnownColumn) =>
    sortedRuns(database, { table: parquetRows(file), value: lineOf(own), few: own.more !== true });
  const bins = Array.from({ length: tenths.length + 1 }, () => ({ before: 0, now: 0 }));
  const present = [before.rows - earlier.missing, now.rows - column.missing] as const;
  const seen = { before: 0, now: 0 };
  let [bin, ks] = [0, 0];
  await walkTogether(runs(before, earlier), runs(now, column), (value, [a, b]) => {
    while (bin < tenths.length && value > (tenths[bin] as number)) bin++;
    const counts = bins[bin];
    if (counts === undefined) throw new Error('a value has a bin');
    counts.before += a;
    counts.now += b;
    seen.before += a;
    seen.now += b;
    const [left, right] = [
      seen.before / Math.max(1, present[0]),
      seen.now / Math.max(1, present[1]),
    ];
    ks = Math.max(ks, Math.abs(left - right));
  });
  const psi = stabilityIndex(
    [...bins.map((counts) => counts.before), earlier.missing],
    [...bins.map((counts) => counts.now), column.missing],
  );
  return { psi: significant(psi), ks: significant(ks) };
}

/** A number, a time or the length of a text as a double, in SQL. */
function lineOf(column: KnownColumn): string {
  return column.type === 'text'
    ? `CAST(length(${identifier(column.name)}) AS DOUBLE)`
    : asDouble(column);
}

/** The values that divide a column into tenths; equal ones once. */
async function tenthsOf(
  database: Database,
  file: string,
  value: string,
): Promise<readonly number[]> {
  const [row] = await database.rows<{ tenths: readonly number[] | null }>(
    `SELECT quantile_disc(v, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) AS tenths
     FROM (SELECT ${value} AS v FROM ${parquetRows(file)}) WHERE isfinite(v)`,
  );
  return [...new Set(row?.tenths ?? [])];
}

async function driftOfValues(
  database: Database,
  { before, now }: Tables,
  { earlier, column }: Pair,
): Promise<Pick<ColumnDrift, 'psi' | 'chi2' | 'fresh'>> {
  const counted = (file: string, name: string, sides: string): string =>
    `SELECT CAST(${identifier(name)} AS VARCHAR) AS v, ${sides} FROM ${parquetRows(file)}
     WHERE ${identifier(name)} IS NOT NULL GROUP BY ${identifier(name)}`;
  const values = await database.rows<{ v: string; a: number; b: number }>(
    `SELECT v, CAST(sum(x) AS BIGINT) AS a, CAST(sum(y) AS BIGINT) AS b FROM (
       ${counted(before.file, earlier.name, 'count(*) AS x, 0 AS y')} UNION ALL
       ${counted(now.file, column.name, '0 AS x, count(*) AS y')})
     GROUP BY v ORDER BY greatest(sum(x), sum(y)) DESC, v LIMIT ${mostValues}`,
  );
  const present = { a: before.rows - earlier.missing, b: now.rows - column.missing };
  const own = values.filter(({ a, b }) => a >= present.a * ownShare || b >= present.b * ownShare);
  const counts = (side: 'a' | 'b'): readonly number[] => {
    const told = own.map((each) => each[side]);
    return [...told, present[side] - told.reduce((sum, count) => sum + count, 0)];
  };
  const [a, b] = [counts('a'), counts('b')];
  const { value, degrees } = chiSquared(a, b);
  return {
    psi: significant(stabilityIndex([...a, earlier.missing], [...b, column.missing])),
    chi2: { value: significant(value), degrees },
    fresh: values
      .filter((each) => each.a === 0)
      .slice(0, 5)
      .map((each) => (each.v.length > 60 ? `${each.v.slice(0, 59)}…` : each.v)),
  };
}

/** Values that few rows have say nothing one by one: those below one in a hundred count as one. */
const ownShare = 0.01;
const mostValues = 200;

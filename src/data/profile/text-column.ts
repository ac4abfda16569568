import type { Cell, Database } from '../tables/database.js';
import { identifier, literal, literals } from '../tables/sql.js';
import { numberEdges } from './histogram-edges.js';
import type { TextFacts, ValueCount } from './profile.js';
import type { KnownColumn, ProfiledTable } from './profiled-table.js';
import { BinCounter } from './run-summary.js';
import { significant } from './significant.js';
import { sortedRuns } from './sorted-runs.js';

/** What a column of categories, text or booleans is like. */
export interface TextColumn {
  readonly distinct: number;
  readonly top: readonly ValueCount[];
  readonly texts: TextFacts;
}

/** Looks at a column of texts: its values are counted once, and everything else is asked of the counts. */
export async function textColumn(
  { database, relation }: ProfiledTable,
  { name, type }: KnownColumn,
): Promise<TextColumn> {
  const column = identifier(name);
  await database.run(
    `CREATE OR REPLACE TABLE ${counts} AS SELECT CAST(${column} AS VARCHAR) AS v, count(*) AS n
     FROM ${relation} WHERE ${column} IS NOT NULL GROUP BY ${column}`,
  );
  try {
    const sums = await sumsOf(database);
    const looks = type === 'category' && sums.distinct <= mostLookedAt;
    return {
      distinct: sums.distinct,
      top: sums.most > 1 ? await topOf(database) : [],
      texts: {
        ...(await lengthsOf(database, sums)),
        words: ratio(sums.words, sums.rows),
        padded: sums.padded,
        rare: { values: sums.rareValues, rows: sums.rareRows },
        entropy: await entropyOf(database, sums.rows),
        ...(looks ? await shapesOf(database) : { shapes: [], shapesInAll: 0 }),
        variants: looks ? await variantsOf(database) : [],
        placeholders: await placeholdersOf(database),
      },
    };
  } finally {
    await database.run(`DROP TABLE ${counts}`);
  }
}

const counts = 'profile_counts';
const mostLookedAt = 200_000;

interface Sums {
  readonly distinct: number;
  readonly rows: number;
  /** Rows of the most frequent value. */
  readonly most: number;
  readonly words: number;
  readonly padded: number;
  readonly rareValues: number;
  readonly rareRows: number;
}

async function sumsOf(database: Database): Promise<Sums> {
  const words = `(length(v) - length(replace(v, ' ', '')) + 1) * n`;
  const whole = (sum: string): string => `CAST(coalesce(${sum}, 0) AS BIGINT)`;
  const [row] = await database.rows<Record<keyof Sums, number>>(
    `SELECT count(*) AS distinct, ${whole('sum(n)')} AS rows, ${whole('max(n)')} AS most,
       ${whole(`sum(${words})`)} AS words, ${whole('sum(n) FILTER (v <> trim(v))')} AS padded,
       count(*) FILTER (n < ${rareBelow}) AS rareValues,
       ${whole(`sum(n) FILTER (n < ${rareBelow})`)} AS rareRows FROM ${counts}`,
  );
  if (row === undefined) throw new Error('an aggregate has one row');
  return row;
}

const rareBelow = 10;

function topOf(database: Database): Promise<readonly ValueCount[]> {
  return database.rows<{ value: string; count: number }>(
    `SELECT ${shortened('v')} AS value, n AS count FROM ${counts} ORDER BY n DESC, v LIMIT 10`,
  );
}

/** Long texts are cut: a profile stays small. */
function shortened(value: string): string {
  return `CASE WHEN length(${value}) > 120 THEN left(${value}, 119) || '…' ELSE ${value} END`;
}

async function lengthsOf(
  database: Database,
  { rows }: Sums,
): Promise<Pick<TextFacts, 'minLength' | 'maxLength' | 'meanLength' | 'lengths'>> {
  const [row] = await database.rows<Record<'min' | 'max' | 'sum', number | null>>(
    `SELECT min(length(v)) AS min, max(length(v)) AS max, CAST(sum(length(v) * n) AS BIGINT) AS sum
     FROM ${counts}`,
  );
  const { min = null, max = null, sum = null } = row ?? {};
  if (min === null || max === null || sum === null) {
    return { minLength: null, maxLength: null, meanLength: null, lengths: null };
  }
  const bins = new BinCounter(numberEdges({ min, max, whole: true, values: rows }));
  const request = { table: counts, value: 'CAST(length(v) AS DOUBLE)', weight: 'n', few: true };
  for await (const runs of sortedRuns(database, request)) bins.add(runs);
  return {
    minLength: min,
    maxLength: max,
    meanLength: ratio(sum, rows),
    lengths: bins.histogram,
  };
}

/** Over how often values occur, of which there are few different ones: the same sum each time. */
async function entropyOf(database: Database, rows: number): Promise<number | null> {
  if (rows === 0) return null;
  const frequencies = await database.rows<{ n: number; values: number }>(
    `SELECT n, count(*) AS values FROM ${counts} GROUP BY n ORDER BY n`,
  );
  const bits = frequencies.reduce(
    (sum, { n, values }) => sum - values * (n / rows) * Math.log2(n / rows),
    0,
  );
  return significant(Math.max(0, bits));
}

async function shapesOf(database: Database): Promise<Pick<TextFacts, 'shapes' | 'shapesInAll'>> {
  const letters = `regexp_replace(v, '\\p{L}+', 'a', 'g')`;
  const shape = `left(regexp_replace(${letters}, '[0-9]+', '9', 'g'), 60)`;
  const rows = await database.rows<{ shape: string; rows: number; example: string; all: number }>(
    `SELECT ${shape} AS shape, CAST(sum(n) AS BIGINT) AS rows, ${shortened('min(v)')} AS example,
       count(*) OVER () AS all FROM ${counts} GROUP BY shape ORDER BY rows DESC, shape LIMIT 5`,
  );
  return {
    shapes: rows.map(({ shape: look, rows: found, example }) => ({
      shape: look,
      rows: found,
      example,
    })),
    shapesInAll: rows[0]?.all ?? 0,
  };
}

async function variantsOf(database: Database): Promise<TextFacts['variants']> {
  const same = `lower(trim(regexp_replace(v, '\\s+', ' ', 'g')))`;
  const rows = await database.rows<{ values: readonly Cell[]; rows: number }>(
    `SELECT list(${shortened('v')} ORDER BY n DESC, v)[1:6] AS values, CAST(sum(n) AS BIGINT) AS rows
     FROM ${counts} GROUP BY ${same} HAVING count(*) > 1 ORDER BY rows DESC, min(v) LIMIT 5`,
  );
  return rows.map(({ values, rows: found }) => ({ values: values.map(String), rows: found }));
}

async function placeholdersOf(database: Database): Promise<readonly ValueCount[]> {
  return database.rows<{ value: string; count: number }>(
    `SELECT ${shortened('v')} AS value, n AS count FROM ${counts}
     WHERE list_contains(${literals(placeholders)}, lower(trim(v, ${literal(' .?-<>()[]')})))
     ORDER BY n DESC, v LIMIT 5`,
  );
}

/** Words that stand where a value is missing; signs round them do not count. */
const placeholders = [
  ...['', 'unknown', 'unk', 'missing', 'not available', 'not applicable', 'not specified', 'na'],
  ...[
    'n/a',
    'nan',
    'null',
    'nil',
    'none',
    'undefined',
    'tbd',
    'tba',
    'xxx',
    'dummy',
    'test',
    'no data',
  ],
] as const;

function ratio(sum: number, of: number): number | null {
  return of === 0 ? null : significant(sum / of);
}

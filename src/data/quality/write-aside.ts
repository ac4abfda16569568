import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Draft } from '../draft.js';
import type { Database } from '../tables/database.js';
import { identifier, literal } from '../tables/sql.js';
import { flagTable } from './count-broken.js';
import { type Segment, segmentsOf } from './row-places.js';
import { asideTable, type Positioned } from './set-aside.js';

/** What stands in place of a value that must not be shown. */
export const hidden = '(hidden)';

/**
 * Writes the rows in {@link asideTable} as CSV, in order: why, file and line, then the cells. The file is there whole or
 * not at all.
 */
export async function writeAside(
  database: Database,
  draft: Draft,
  {
    file,
    rows,
    checks,
    secret,
  }: {
    readonly file: string;
    readonly rows: number;
    readonly checks: readonly Positioned[];
    readonly secret: ReadonlySet<string>;
  },
): Promise<void> {
  const segments = await segmentsOf({ count: rows, rowAt: (at) => asideAt(database, at) }, draft);
  await keepReasons(database, checks);
  await keepSegments(database, segments);
  const names = ownNames(draft);
  const cells = draft.columns.map((column) =>
    cellOf(column, draft.misfits?.get(column.name), secret),
  );
  const query = `SELECT w.why AS ${names.reason}, s.file AS ${names.file},
      s.line + (w.row - s.first) AS ${names.line}, ${cells.join(', ')}
    FROM ${draft.relation} AS d
    JOIN (SELECT row, string_agg(reason, '; ' ORDER BY flag) AS why
          FROM ${flagTable} JOIN quality_reasons USING (flag) GROUP BY row) AS w ON d.__row = w.row
    ASOF LEFT JOIN quality_segments AS s ON w.row >= s.first
    ORDER BY w.row`;
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.partial`;
  try {
    await database.run(`COPY (${query}) TO ${literal(partial)} (FORMAT csv, HEADER true)`);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}

async function asideAt(database: Database, position: number): Promise<number> {
  const [found] = await database.rows<{ row: number }>(
    `SELECT row FROM ${asideTable} WHERE position = ${position}`,
  );
  return found?.row ?? 0;
}

async function keepReasons(database: Database, checks: readonly Positioned[]): Promise<void> {
  await database.run('CREATE OR REPLACE TABLE quality_reasons (flag INTEGER, reason VARCHAR)');
  const values = checks.map(
    ({ at, check: { label } }) => `(${at}, ${literal(label.replaceAll('`', ''))})`,
  );
  await database.run(`INSERT INTO quality_reasons VALUES ${values.join(', ')}`);
}

/** Rows behind a segment and before the next belong to one without a file. */
async function keepSegments(database: Database, segments: readonly Segment[]): Promise<void> {
  await database.run(
    'CREATE OR REPLACE TABLE quality_segments (first BIGINT, file VARCHAR, line BIGINT)',
  );
  const values = segments.flatMap(({ from, to, file, line }) => [
    `(${from}, ${literal(file)}, ${line ?? 'NULL'})`,
    ...(segments.some((other) => other.from === to + 1) ? [] : [`(${to + 1}, NULL, NULL)`]),
  ]);
  if (values.length > 0)
    await database.run(`INSERT INTO quality_segments VALUES ${values.join(', ')}`);
}

function cellOf(
  { name, type }: Draft['columns'][number],
  misfit: string | undefined,
  secret: ReadonlySet<string>,
): string {
  const cell = `d.${identifier(name)}`;
  const text = type === 'timestamp' ? `strftime(${cell}, '%Y-%m-%dT%H:%M:%S.%gZ')` : cell;
  const whole =
    misfit === undefined ? text : `coalesce(d.${identifier(misfit)}, CAST(${text} AS VARCHAR))`;
  const shown = secret.has(name)
    ? `CASE WHEN ${whole} IS NOT NULL THEN ${literal(hidden)} END`
    : whole;
  return `${shown} AS ${identifier(name)}`;
}

/** Names of our own columns, which no column of the data has. */
function ownNames({ columns }: Draft): { reason: string; file: string; line: string } {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  const free = (name: string): string => (taken.has(name) ? free(`_${name}`) : identifier(name));
  return { reason: free('_reason'), file: free('_file'), line: free('_line') };
}

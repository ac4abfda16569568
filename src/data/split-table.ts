import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Emit } from '../contracts/events.js';
import type { JsonObject } from '../contracts/json.js';
import { type Column, rowColumn, type TableInfo } from '../contracts/table.js';
import { MlxError } from '../errors/index.js';
import { splitStrategies } from './splits/index.js';
import {
  type Assignment,
  hashColumn,
  type PerSplit,
  type SplitName,
  splitNames,
} from './splits/split-strategy.js';
import { columnStats } from './tables/column-stats.js';
import { type Database, openDatabase, writeParquet } from './tables/database.js';
import { identifier, literal, parquetRows, tableRows } from './tables/sql.js';
import { withDefaults } from './with-defaults.js';

export interface SplitRequest {
  /** The Parquet file that `ingestTable` wrote, and what is in it. */
  readonly table: string;
  readonly info: TableInfo;
  readonly strategy: string;
  readonly params: JsonObject;
  readonly seed: number;
  readonly target: string;
  /** Existing folder; `train.parquet`, `validation.parquet` and `test.parquet` are written into it. */
  readonly output: string;
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** What went where, as plain data. */
export interface SplitResult {
  readonly strategy: string;
  readonly rows: PerSplit;
  /** Rows without a target: in no split. */
  readonly excluded: number;
  /** Rows of each class, most frequent first; empty for a numeric target. */
  readonly classes: readonly (PerSplit & { readonly value: string })[];
  /** Mean of a numeric target. */
  readonly means?: PerSplit;
  readonly warnings: readonly string[];
}

/**
 * Divides a table into three Parquet files, rows in the order of ingest. The same seed and rows give the same
 * files, byte by byte. Throws when a split would be empty; rows without a target are left out and counted.
 */
export async function splitTable(request: SplitRequest): Promise<SplitResult> {
  const target = request.info.columns.find(({ name }) => name === request.target);
  if (target === undefined) {
    throw new MlxError('data/column-missing', `The data has no column \`${request.target}\``, {
      hints: ['Correct `task.target`'],
    });
  }
  const scratch = await mkdtemp(join(request.scratch, 'split-'));
  try {
    await using database = await openDatabase({ scratch, signal: request.signal });
    return await divide(request, { database, target });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Workplace {
  readonly database: Database;
  readonly target: Column;
}

async function divide(request: SplitRequest, place: Workplace): Promise<SplitResult> {
  const { database, target } = place;
  const relation = `(SELECT * FROM ${hashedRows(request)} WHERE ${identifier(target.name)} IS NOT NULL)`;
  const known = await countRows(database, relation);
  if (known === 0) {
    throw new MlxError('data/target-empty', `\`${target.name}\` has no values`, {
      hints: ['Correct `task.target`, or the source that should fill it'],
    });
  }
  const strategy = splitStrategies.get(request.strategy);
  const values = withDefaults(strategy.params, request.params);
  const { columns } = request.info;
  const assignment = await strategy.assign(values, { database, relation, columns, target });
  const files = Object.fromEntries(
    splitNames.map((name) => [name, join(request.output, `${name}.parquet`)]),
  ) as Record<SplitName, string>;
  await writeSplits(request, { ...place, files, assignment });
  const rows = await perSplit((name) => countRows(database, parquetRows(files[name])));
  refuseEmpty(rows, known);
  const excluded = request.info.rows - known;
  const warnings = [...excludedWarning(target, excluded), ...assignment.warnings];
  tell(request.emit, rows, warnings);
  const balance = await balanceOf(database, files, target);
  return { strategy: strategy.name, rows, excluded, ...balance, warnings };
}

function hashedRows({ table, seed }: SplitRequest): string {
  const hash = `md5_number_lower(${literal(`${seed}/`)} || ${identifier(rowColumn)})`;
  return `(SELECT *, ${hash} AS ${identifier(hashColumn)} FROM ${tableRows(table)})`;
}

function refuseEmpty(rows: PerSplit, known: number): void {
  const empty = splitNames.find((name) => rows[name] === 0);
  if (empty !== undefined) {
    throw new MlxError(
      'data/split-too-small',
      `No row would be left for ${empty}: there are ${known} in all`,
      {
        hints: [`Bring more rows, or give ${empty} a larger share`],
      },
    );
  }
  const total = splitNames.reduce((sum, name) => sum + rows[name], 0);
  if (total !== known) throw new Error(`${known} rows were split into ${total}`);
}

async function countRows(database: Database, relation: string): Promise<number> {
  const [row] = await database.rows<{ rows: number }>(`SELECT count(*) AS rows FROM ${relation}`);
  return row?.rows ?? 0;
}

interface Writing extends Workplace {
  readonly files: Readonly<Record<SplitName, string>>;
  readonly assignment: Assignment;
}

/**
 * Notes the split of every row beside the table, in its order, and then copies the rows of each. One COPY with
 * PARTITION_BY would do it in a single pass, but mixes up the order of the rows.
 */
async function writeSplits(
  request: SplitRequest,
  { database, target, files, assignment }: Writing,
): Promise<void> {
  const { table, emit } = request;
  const { split, join: joined } = assignment;
  const row = identifier(rowColumn);
  const known = `t.${identifier(target.name)} IS NOT NULL`;
  // Sorted, because a join may change the order of the rows.
  await database.run(
    `CREATE TEMP TABLE assigned AS SELECT t.${row} AS row, CASE WHEN ${known} THEN ${split} END AS split
     FROM ${hashedRows(request)} AS t ${joined} ORDER BY row`,
  );
  for (const name of splitNames) {
    const query = `SELECT t.* FROM ${tableRows(table)} AS t POSITIONAL JOIN assigned AS a
      WHERE a.split = ${literal(name)} AND a.row = t.${row}`;
    const onProgress = (done: number): void =>
      emit({ type: 'progress', done, total: 100, unit: 'percent', label: name });
    await writeParquet(database, query, { file: files[name], onProgress });
  }
}

async function perSplit(measure: (name: SplitName) => Promise<number>): Promise<PerSplit> {
  const [train, validation, test] = [
    await measure('train'),
    await measure('validation'),
    await measure('test'),
  ];
  return { train, validation, test };
}

function excludedWarning(target: Column, excluded: number): readonly string[] {
  if (excluded === 0) return [];
  const rows = excluded === 1 ? '1 row has' : `${excluded} rows have`;
  return [
    `${rows} no value for \`${target.name}\` and ${excluded === 1 ? 'is' : 'are'} in no split`,
  ];
}

function tell(emit: Emit, rows: PerSplit, warnings: readonly string[]): void {
  for (const name of splitNames) emit({ type: 'fact', name: `${name} rows`, value: rows[name] });
  for (const text of warnings) emit({ type: 'warning', text });
}

async function balanceOf(
  database: Database,
  files: Readonly<Record<SplitName, string>>,
  target: Column,
): Promise<Pick<SplitResult, 'classes' | 'means'>> {
  const value = identifier(target.name);
  const counts = splitNames.map((name) => `count_if(split = '${name}') AS ${name}`);
  const all = splitNames.map(
    (name) => `SELECT '${name}' AS split, ${value} AS value FROM ${parquetRows(files[name])}`,
  );
  const classes = await database.rows<PerSplit & { value: string }>(
    `SELECT CAST(value AS VARCHAR) AS value, ${counts.join(', ')} FROM (${all.join(' UNION ALL ')})
     GROUP BY value ORDER BY count(*) DESC, value LIMIT ${mostClasses + 1}`,
  );
  const numeric =
    target.type === 'number' || target.type === 'integer' || target.type === 'timestamp';
  if (!numeric) return { classes: classes.slice(0, mostClasses) };
  const means = await perSplit(async (name) => {
    const stats = await columnStats(database, files[name], [target]);
    return (await stats(target.name).numeric()).mean;
  });
  return { classes: classes.length > 50 ? [] : classes, means };
}

const mostClasses = 1000;

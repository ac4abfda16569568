import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Emit } from '../contracts/events.js';
import type { JsonObject } from '../contracts/json.js';
import type { AuditKind } from '../contracts/split-audit.js';
import { type Column, rowColumn, type TableInfo } from '../contracts/table.js';
import { MlxError } from '../errors/index.js';
import { auditSplits } from './splits/audit/audit.js';
import type { AuditResult } from './splits/audit/finding.js';
import type { FoldFacts, FoldWish } from './splits/folds/fold.js';
import { writeFolds } from './splits/folds/write-folds.js';
import { splitStrategies } from './splits/index.js';
import { countPlanned, type Plan } from './splits/planned-rows.js';
import {
  type Assignment,
  type PerSplit,
  type SplittableTable,
  splitNames,
} from './splits/split-strategy.js';
import { type Balance, balanceOf, testSetDigest } from './splits/write/balance.js';
import { splitFilesIn } from './splits/write/split-files.js';
import { writeSplits } from './splits/write/write-splits.js';
import { openDatabase } from './tables/database.js';
import { identifier, tableRows } from './tables/sql.js';
import { withDefaults } from './with-defaults.js';

export interface SplitRequest {
  /** The Parquet file that `ingestTable` wrote, and what is in it. */
  readonly table: string;
  readonly info: TableInfo;
  readonly strategy: string;
  readonly params: JsonObject;
  readonly seed: number;
  /** Rows without a value of it are in no split; null where nothing is to be predicted. */
  readonly target: string | null;
  /** Where rows without the target may be a plan, which is nothing to warn of. */
  readonly plan?: Plan | undefined;
  readonly folds?: FoldWish | undefined;
  /** What to look for in the splits. */
  readonly audit: readonly AuditKind[];
  /** Features that no model will see: they are not audited. */
  readonly dropped?: readonly string[];
  /** Existing folder; `train.parquet`, `validation.parquet`, `test.parquet` and `folds.parquet` are written into it. */
  readonly output: string;
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** What went where, as plain data. */
export interface SplitResult extends Balance {
  readonly strategy: string;
  readonly rows: PerSplit;
  /** Rows in no split, in all. */
  readonly excluded: number;
  /** Why they are in none. */
  readonly reasons: readonly { readonly why: string; readonly rows: number }[];
  /** Names the test set: see `testSetDigest`. */
  readonly testSet: string;
  readonly folds?: FoldFacts;
  readonly audit: AuditResult;
  readonly warnings: readonly string[];
}

/**
 * Divides a table into three Parquet files, rows in the order of ingest, and looks for leaks between them. The same
 * seed and rows give the same splits, and the same bytes unless the table is large. Throws when a split would be
 * empty; rows that can be in none are left out and counted.
 */
export async function splitTable(request: SplitRequest): Promise<SplitResult> {
  const target = request.info.columns.find(({ name }) => name === request.target);
  if (target === undefined && request.target !== null) {
    throw new MlxError('data/column-missing', `The data has no column \`${request.target}\``, {
      hints: ['Correct `task.target`'],
    });
  }
  const scratch = await mkdtemp(join(request.scratch, 'split-'));
  try {
    await using database = await openDatabase({ scratch, signal: request.signal });
    return await divide(request, { database, target, scratch });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

type Workplace = Pick<SplittableTable, 'database' | 'target' | 'scratch'>;

async function divide(request: SplitRequest, place: Workplace): Promise<SplitResult> {
  const { database, target } = place;
  const { info, seed, emit } = request;
  const table: SplittableTable = {
    ...place,
    relation: relationOf(request.table, target),
    columns: info.columns,
    seed,
  };
  const known = await countKnown(table, request.table);
  const strategy = splitStrategies.get(request.strategy);
  const assignment = await strategy.assign(withDefaults(strategy.params, request.params), table);
  const planned =
    request.plan === undefined || target === undefined || known === info.rows
      ? 0
      : await countPlanned(database, request.table, {
          ...{ plan: request.plan, target, columns: info.columns },
        });
  const reasons = [
    ...timesToCome(planned),
    ...noTarget(target, info.rows - known - planned),
    ...(await leftOut(table, assignment)),
  ];
  const files = splitFilesIn(request.output);
  const rows = await writeSplits(
    database,
    { relation: table.relation, assignment, rows: known },
    { files, emit },
  );
  const excluded = reasons.reduce((sum, reason) => sum + reason.rows, 0);
  refuseEmpty(request, rows, info.rows - excluded);
  for (const { sentence, isUsual } of reasons) if (isUsual) emit({ type: 'note', text: sentence });
  const warnings = [
    ...reasons.flatMap(({ sentence, isUsual }) => (isUsual ? [] : [sentence])),
    ...assignment.warnings,
  ];
  tell(emit, rows, warnings);
  const result = {
    strategy: strategy.name,
    rows,
    excluded,
    reasons: reasons.map(({ why, rows: count }) => ({ why, rows: count })),
    ...(await balanceOf(database, files, target)),
    testSet: await testSetDigest(database, files.test, target),
    warnings,
  };
  const about = { files, rows, strategy: strategy.name, params: request.params };
  const folds =
    request.folds === undefined
      ? {}
      : {
          folds: await writeFolds(table, { ...about, wish: request.folds, output: request.output }),
        };
  const { dropped = [] } = request;
  const columns = info.columns.filter(({ name }) => !dropped.includes(name));
  const audit = await auditSplits({ ...table, columns }, { ...about, kinds: request.audit, emit });
  return { ...result, ...folds, audit };
}

/** Rows whose target is known, or all. */
function relationOf(file: string, target: Column | undefined): string {
  const known = target === undefined ? '' : ` WHERE ${identifier(target.name)} IS NOT NULL`;
  return `(SELECT * FROM ${tableRows(file)}${known})`;
}

/** Rows with a target. Throws when there are none, and when their numbers leave the 32 bits that are hashed. */
async function countKnown(
  { database, relation, target }: SplittableTable,
  file: string,
): Promise<number> {
  const row = identifier(rowColumn);
  const [found] = await database.rows<{ known: number; last: number | null }>(
    `SELECT (SELECT count(*) FROM ${relation}) AS known, (SELECT max(${row}) FROM ${tableRows(file)}) AS last`,
  );
  if ((found?.last ?? 0) >= 2 ** 32) throw new Error('row numbers from 2^32 on cannot be split');
  const known = found?.known ?? 0;
  if (known > 0 || target === undefined) return known;
  throw new MlxError('data/target-empty', `\`${target.name}\` has no values`, {
    hints: ['Correct `task.target`, or the source that should fill it'],
  });
}

interface LeftOut {
  readonly why: string;
  readonly rows: number;
  readonly sentence: string;
  /** Nothing to warn of: such rows are never in a split. */
  readonly isUsual: boolean;
}

/** Rows of a plan: what will be known is there, what is to be forecast cannot be. */
function timesToCome(rows: number): readonly LeftOut[] {
  if (rows === 0) return [];
  const [row, are] = rows === 1 ? ['1 row', 'is'] : [`${rows} rows`, 'are'];
  const sentence = `${row} of times to come ${are} the plan that forecasts read, and in no split`;
  return [{ why: 'time to come', rows, sentence, isUsual: true }];
}

function noTarget(target: Column | undefined, rows: number): readonly LeftOut[] {
  return rows === 0 || target === undefined
    ? []
    : [leftOutFor('no target', rows, `no value for \`${target.name}\``)];
}

async function leftOut(
  { database, relation }: SplittableTable,
  { excluded = {}, join: joined, split }: Assignment,
): Promise<readonly LeftOut[]> {
  if (Object.keys(excluded).length === 0) return [];
  const counts = await database.rows<{ why: string; rows: number }>(
    `SELECT ${split} AS why, count(*) AS rows FROM ${relation} AS t ${joined} GROUP BY why ORDER BY why`,
  );
  return counts.flatMap(({ why, rows }) => {
    const sentence = excluded[why];
    return sentence === undefined ? [] : [leftOutFor(why, rows, sentence)];
  });
}

function leftOutFor(why: string, rows: number, reason: string): LeftOut {
  const [have, are] = rows === 1 ? ['1 row has', 'is'] : [`${rows} rows have`, 'are'];
  return { why, rows, sentence: `${have} ${reason} and ${are} in no split`, isUsual: false };
}

function refuseEmpty({ strategy, params }: SplitRequest, rows: PerSplit, known: number): void {
  const empty = splitNames.find((name) => rows[name] === 0);
  if (empty !== undefined) {
    const { group, time } = params;
    throw new MlxError(
      'data/split-too-small',
      `No row would be left for ${empty}: there are ${known} in all`,
      {
        hints: [
          `Bring more rows, or give ${empty} a larger share`,
          ...(typeof group === 'string'
            ? [`Count the values of \`${group}\`: each is in one split as a whole`]
            : []),
          ...(typeof time === 'string' && strategy === 'time'
            ? [`Look at \`${time}\`: equal times are never divided, and a gap leaves rows out`]
            : []),
        ],
      },
    );
  }
  const total = splitNames.reduce((sum, name) => sum + rows[name], 0);
  if (total !== known) throw new Error(`${known} rows were split into ${total}`);
}

function tell(emit: Emit, rows: PerSplit, warnings: readonly string[]): void {
  for (const name of splitNames) emit({ type: 'fact', name: `${name} rows`, value: rows[name] });
  for (const text of warnings) emit({ type: 'warning', text });
}

import { join } from 'node:path';
import type { JsonObject } from '../../../contracts/json.js';
import { rowColumn } from '../../../contracts/table.js';
import { MlxError } from '../../../errors/index.js';
import { identifier, parquetRows } from '../../tables/sql.js';
import { writeParquet } from '../../tables/write-parquet.js';
import type { SplittableTable } from '../split-strategy.js';
import type { SplitFiles } from '../write/split-files.js';
import {
  type Fold,
  type FoldFacts,
  type FoldPlan,
  type FoldWish,
  foldParts,
  foldsFile,
  inFold,
} from './fold.js';
import { groupedFolds } from './grouped-folds.js';
import { shuffledFolds } from './shuffled-folds.js';
import { timeFolds } from './time-folds.js';

export interface FoldRequest {
  readonly wish: FoldWish;
  readonly strategy: string;
  readonly params: JsonObject;
  readonly files: SplitFiles;
  readonly output: string;
}

/**
 * Folds the rows of train and validation, as the strategy of the splits does it: each row is in the validation part of
 * one fold of each repetition (in folds by time, of at most one). Writes one row for each, in their order.
 */
export async function writeFolds(table: SplittableTable, request: FoldRequest): Promise<FoldFacts> {
  const { wish, output, files } = request;
  const { database } = table;
  const rest = { ...table, relation: parquetRows([files.train, files.validation]) };
  const plan = await planOf(rest, request);
  const columns = Object.entries(plan.columns).map(
    ([name, value]) => `${value} AS ${identifier(name)}`,
  );
  const row = identifier(rowColumn);
  const file = join(output, foldsFile);
  const query = `SELECT ${[`t.${row} AS ${row}`, ...columns].join(', ')} FROM ${plan.from} ORDER BY t.${row}`;
  await writeParquet(database, query, { file });
  const { rows, list } = await sized(table, file, plan);
  refuseEmpty(list);
  const { outer, inner, repeats } = wish;
  return { kind: plan.kind, outer, inner: inner ?? null, repeats, rows, list };
}

function planOf(rest: SplittableTable, request: FoldRequest): Promise<FoldPlan> {
  const { strategy, wish, params } = request;
  switch (strategy) {
    case 'time':
      return timeFolds(rest, { wish, params });
    case 'grouped':
    case 'stratified-grouped':
    case 'hash':
      return groupedFolds(rest, { wish, params, stratify: strategy === 'stratified-grouped' });
    default:
      return shuffledFolds(rest, { wish, stratify: strategy !== 'random' });
  }
}

async function sized(
  { database }: SplittableTable,
  file: string,
  { folds }: FoldPlan,
): Promise<{ readonly rows: number; readonly list: readonly Fold[] }> {
  const counts = folds.flatMap((fold) =>
    foldParts.map((part) => `count_if(${inFold(fold, part)})`),
  );
  const [row] = await database.rows<{ rows: number; counts: readonly number[] }>(
    `SELECT count(*) AS rows, [${counts.join(', ')}]::BIGINT[] AS counts FROM ${parquetRows(file)} AS f`,
  );
  const list = folds.map((fold, at) => {
    const [training = 0, validation = 0] = (row?.counts ?? []).slice(at * 2, at * 2 + 2);
    return { ...fold, rows: { training, validation } };
  });
  return { rows: row?.rows ?? 0, list };
}

function refuseEmpty(list: readonly Fold[]): void {
  for (const { outer, inner, rows } of list) {
    const part = foldParts.find((name) => rows[name] === 0);
    if (part === undefined) continue;
    const which = inner === null ? `Fold ${outer}` : `Fold ${inner} within fold ${outer}`;
    throw new MlxError('data/split-too-small', `${which} would have no ${part} rows`, {
      hints: ['Bring more rows (or groups, or points in time), or ask for fewer folds'],
    });
  }
}

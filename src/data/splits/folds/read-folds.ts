import { join } from 'node:path';
import type { Batch } from '../../../contracts/batch.js';
import { type Column, rowColumn } from '../../../contracts/table.js';
import { openDatabase } from '../../tables/database.js';
import { batchesOf, vectorOf } from '../../tables/read-batches.js';
import { identifier, parquetRows } from '../../tables/sql.js';
import { splitFilesIn } from '../write/split-files.js';
import { type Fold, type FoldFacts, type FoldPart, foldsFile, inFold } from './fold.js';

/** The folds a candidate is tried on: of each repetition, without those nested in them. */
export function outerFolds({ list }: FoldFacts): readonly Fold[] {
  return list.filter(({ inner }) => inner === null);
}

/** The folds of the training rows of a fold: what its settings may be chosen by. */
export function foldsWithin({ list }: FoldFacts, { repeat, outer }: Fold): readonly Fold[] {
  return list.filter(
    (fold) => fold.inner !== null && fold.repeat === repeat && fold.outer === outer,
  );
}

/** The rows of a part of a fold, in the order of ingest, in SQL fit to stand after FROM; from the folder of the split stage. */
export function foldRelation(folder: string, fold: Fold, part: FoldPart): string {
  const { train, validation } = splitFilesIn(folder);
  const row = identifier(rowColumn);
  return `(SELECT t.* FROM ${parquetRows([train, validation])} AS t
    JOIN ${parquetRows(join(folder, foldsFile))} AS f ON f.${row} = t.${row}
    WHERE ${inFold(fold, part)} ORDER BY t.${row})`;
}

export interface FoldReading {
  readonly fold: Fold;
  readonly part: FoldPart;
  readonly columns: readonly Pick<Column, 'name' | 'type'>[];
  readonly signal?: AbortSignal;
  /** Folder for what does not fit in memory. */
  readonly scratch?: string;
}

/** The rows of a part of a fold in batches, as `readBatches` gives those of a split. */
export async function* readFold(
  folder: string,
  { fold, part, columns, signal, scratch }: FoldReading,
): AsyncGenerator<Batch> {
  await using database = await openDatabase({
    ...(signal !== undefined && { signal }),
    ...(scratch !== undefined && { scratch }),
  });
  const selected = columns.map(({ name, type }) => vectorOf(`r.${identifier(name)}`, type));
  const query = `SELECT ${selected.length === 0 ? '0' : selected.join(', ')}
    FROM ${foldRelation(folder, fold, part)} AS r ORDER BY r.${identifier(rowColumn)}`;
  yield* batchesOf(database, query, { columns, batchRows: 8192 });
}

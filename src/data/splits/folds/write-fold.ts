import { rename, stat } from 'node:fs/promises';
import { openDatabase } from '../../tables/database.js';
import { literal } from '../../tables/sql.js';
import type { Fold, FoldPart } from './fold.js';
import { foldRelation } from './read-folds.js';

/**
 * Writes the rows of a part of a fold as a table of their own, in the order of ingest, from the folder of the split stage.
 * A file that is there is taken as it is: it is whole, since it was renamed into place.
 */
export async function writeFold(
  folder: string,
  { fold, part, file }: { readonly fold: Fold; readonly part: FoldPart; readonly file: string },
  signal: AbortSignal,
): Promise<void> {
  if (await stat(file).catch(() => undefined)) return;
  const partial = `${file}.${process.pid}.partial`;
  await using database = await openDatabase({ signal });
  await database.run(
    `COPY (SELECT * FROM ${foldRelation(folder, fold, part)}) TO ${literal(partial)} (FORMAT parquet)`,
  );
  await rename(partial, file);
}

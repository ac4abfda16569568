import { copyFile, link, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../contracts/json.js';
import type { Fold } from '../../data/splits/folds/fold.js';
import { outerFolds } from '../../data/splits/folds/read-folds.js';
import { writeFolds } from '../../data/splits/folds/write-folds.js';
import { splitFilesIn } from '../../data/splits/write/split-files.js';
import { openDatabase } from '../../data/tables/database.js';
import { parquetRows } from '../../data/tables/sql.js';
import type { Job } from '../../pipeline/stage.js';
import { divided, ingested } from '../artifact-files.js';

/** How the splits were made: folds for a confirmation are made in the same way. */
export interface SplitWish {
  readonly strategy: string;
  readonly params: JsonObject;
  readonly seed: number;
  readonly target: string | null;
}

/** Folds, and the folder of splits and folds that they are read from. */
export interface KnownFolds {
  readonly from: string;
  readonly list: readonly Fold[];
}

/** The folds of the split; undefined when it has none. */
export async function foldsOfSplit(folder: string): Promise<KnownFolds | undefined> {
  const { folds } = await divided.read(folder);
  return folds === undefined ? undefined : { from: folder, list: outerFolds(folds) };
}

/** The folds of the split or, where it has none, the train and validation rows in so many parts, as the split would fold them. */
export async function foldsToConfirm(
  count: number,
  wish: SplitWish,
  job: Pick<Job<never, 'ingest' | 'split'>, 'inputs' | 'scratch' | 'signal'>,
): Promise<KnownFolds> {
  const known = await foldsOfSplit(job.inputs.split);
  if (known !== undefined) return known;
  const from = join(job.scratch, `confirm-${count}`);
  await mkdir(from, { recursive: true });
  const files = splitFilesIn(job.inputs.split);
  for (const name of ['train', 'validation', 'test'] as const) {
    await linked(files[name], splitFilesIn(from)[name]);
  }
  const { table } = await ingested.read(job.inputs.ingest);
  const target = table.columns.find(({ name }) => name === wish.target);
  if (target === undefined && wish.target !== null) {
    throw new Error(`ingest let a table without ${wish.target} pass`);
  }
  await using database = await openDatabase({ signal: job.signal, scratch: job.scratch });
  const relation = parquetRows([files.train, files.validation]);
  const folds = await writeFolds(
    { database, relation, columns: table.columns, target, seed: wish.seed, scratch: from },
    {
      wish: { outer: count, repeats: 1 },
      ...{ strategy: wish.strategy, params: wish.params, files, output: from },
    },
  );
  return { from, list: outerFolds(folds) };
}

/** The same file at another place, without a copy where the disk can do that. */
async function linked(file: string, to: string): Promise<void> {
  if (await stat(to).catch(() => undefined)) return;
  await link(file, to).catch(() => copyFile(file, to));
}

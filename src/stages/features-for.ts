import { join } from 'node:path';
import type { GivenColumn, Reading } from '../contracts/matrix.js';
import type { Column } from '../contracts/table.js';
import type { Task } from '../contracts/task.js';
import type { ColumnFacts, DeclaredFeatures, FeaturePlan } from '../data/features/feature-plan.js';
import { fitFeatures } from '../data/features/fit-features.js';
import type { TrainedFeatures } from '../data/features/fitted-features.js';
import { planFeatures } from '../data/features/plan-features.js';
import { planGiven } from '../data/features/plan-given.js';
import { lookAtImages } from '../data/images/look-at-images.js';
import { columnStats } from '../data/tables/column-stats.js';
import { type Database, openDatabase } from '../data/tables/database.js';
import { spreadValues, trainingFacts } from '../data/tables/training-facts.js';
import { permutedImportance } from '../learning/models/forests/permuted-importance.js';
import { divided, ingested, tableFile } from './artifact-files.js';
import { worldOf } from './image-place.js';
import { labelledBatches } from './labelled-batches.js';
import type { RowRoom } from './load-rows.js';
import { resolveTask, type TaskWish, unlabelledTask } from './resolve-task.js';

interface Inputs {
  readonly ingest: string;
  readonly split: string;
}

/** What is to be learnt, and from how many rows. */
export interface SettledTask {
  readonly task: Task;
  readonly rows: Readonly<Record<'train' | 'validation' | 'test', number>>;
}

/** Settles the task by the values of the target. */
export async function settleTask(
  wish: TaskWish,
  inputs: Inputs,
  signal: AbortSignal,
): Promise<SettledTask> {
  const table = await ingested.read(inputs.ingest);
  const { rows } = await divided.read(inputs.split);
  const { target: wanted } = wish;
  if (wanted === undefined) return { task: unlabelledTask, rows };
  const target = table.columns.find(({ name }) => name === wanted);
  if (target === undefined) throw new Error(`ingest let a table without ${wanted} pass`);

  await using database = await openDatabase({ signal });
  const stats = await columnStats(database, join(inputs.ingest, tableFile), [target]);
  const classes = wish.type === 'regression' ? [] : await stats(wanted).values();
  return { task: resolveTask({ ...wish, target: wanted }, target, classes), rows };
}

/** How the columns become numbers, as planned and as fitted. */
export interface Prepared extends TrainedFeatures {
  readonly plan: FeaturePlan;
}

interface FeatureRequest {
  readonly task: Task;
  readonly reading: Reading;
  /** Columns to be read as they are, by name, instead of all by their steps. */
  readonly given?: readonly GivenColumn[];
  readonly seed: number;
  /** The artifact of ingest. */
  readonly ingest: string;
  /** The training rows: no others teach features anything. */
  readonly trainFile: string;
  readonly room: RowRoom;
  /** Folder of the project: paths of images start from it. */
  readonly projectDir: string;
  readonly signal: AbortSignal;
}

/** Chooses and fits the features for one kind of family, on training rows alone. */
export async function featuresFor(
  declared: DeclaredFeatures,
  {
    task,
    reading,
    given,
    seed,
    ingest,
    trainFile: file,
    projectDir: folder,
    room,
    signal,
  }: FeatureRequest,
): Promise<Prepared> {
  const table = await ingested.read(ingest);
  const features = table.columns.filter(({ role }) => role === 'feature');
  await using database = await openDatabase({ signal });
  const facts = await withImages(await trainingFacts(database, file, features), features, {
    ...{ database, file, folder },
  });
  const plan =
    given === undefined
      ? planFeatures(table.columns, declared, { facts, reading })
      : planGiven(given, { columns: table.columns, declared, reading });
  const trained = await fitFeatures(plan, {
    task,
    seed,
    roomBytes: room.bytes,
    world: worldOf(folder),
    importance: (matrix) => permutedImportance(matrix, signal),
    statsOf: await columnStats(database, file, features),
    read: (columns) => labelledBatches(file, { columns, task, signal }),
  });
  return { plan, ...trained };
}

/** Images whose headers are looked at. */
const imagesToLookAt = 200;

/** What is known of columns, with what their images are like. */
async function withImages(
  known: ReadonlyMap<string, ColumnFacts>,
  features: readonly Column[],
  {
    database,
    file,
    folder,
  }: { readonly database: Database; readonly file: string; readonly folder: string },
): Promise<ReadonlyMap<string, ColumnFacts>> {
  const facts = new Map(known);
  for (const { name } of features.filter(({ type }) => type === 'image')) {
    const own = facts.get(name) as ColumnFacts;
    const { rows = 0 } = own;
    const cells = await spreadValues(database, file, { column: name, rows, most: imagesToLookAt });
    const image = await lookAtImages(cells, folder);
    if (image !== undefined) facts.set(name, { ...own, image });
  }
  return facts;
}

import { join } from 'node:path';
import type { Reading } from '../contracts/matrix.js';
import type { Task } from '../contracts/task.js';
import type { DeclaredFeatures, FeaturePlan } from '../data/features/feature-plan.js';
import { fitFeatures } from '../data/features/fit-features.js';
import type { TrainedFeatures } from '../data/features/fitted-features.js';
import { planFeatures } from '../data/features/plan-features.js';
import { columnStats } from '../data/tables/column-stats.js';
import { openDatabase } from '../data/tables/database.js';
import { trainingFacts } from '../data/tables/training-facts.js';
import { divided, ingested, tableFile } from './artifact-files.js';
import { labelledBatches, type RowRoom } from './load-rows.js';
import { resolveTask, type TaskWish } from './resolve-task.js';

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
  const target = table.columns.find(({ name }) => name === wish.target);
  if (target === undefined) throw new Error(`ingest let a table without ${wish.target} pass`);

  await using database = await openDatabase({ signal });
  const stats = await columnStats(database, join(inputs.ingest, tableFile), [target]);
  const classes = wish.type === 'regression' ? [] : await stats(wish.target).values();
  return { task: resolveTask(wish, target, classes), rows };
}

/** How the columns become numbers, as planned and as fitted. */
export interface Prepared extends TrainedFeatures {
  readonly plan: FeaturePlan;
}

interface FeatureRequest {
  readonly task: Task;
  readonly reading: Reading;
  readonly seed: number;
  /** The artifact of ingest. */
  readonly ingest: string;
  /** The training rows: no others teach features anything. */
  readonly trainFile: string;
  readonly room: RowRoom;
  readonly signal: AbortSignal;
}

/** Chooses and fits the features for one kind of family, on training rows alone. */
export async function featuresFor(
  declared: DeclaredFeatures,
  { task, reading, seed, ingest, trainFile: file, room, signal }: FeatureRequest,
): Promise<Prepared> {
  const table = await ingested.read(ingest);
  const features = table.columns.filter(({ role }) => role === 'feature');
  await using database = await openDatabase({ signal });
  const facts = await trainingFacts(database, file, features);
  const plan = planFeatures(table.columns, declared, { facts, reading });
  const trained = await fitFeatures(plan, {
    task,
    seed,
    roomBytes: room.bytes,
    statsOf: await columnStats(database, file, features),
    read: (columns) => labelledBatches(file, { columns, task, signal }),
  });
  return { plan, ...trained };
}

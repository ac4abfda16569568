import { join } from 'node:path';
import type { Reading } from '../contracts/matrix.js';
import type { Task } from '../contracts/task.js';
import type { DeclaredFeatures, FeaturePlan } from '../data/features/feature-plan.js';
import { fitFeatures } from '../data/features/fit-features.js';
import type { FittedFeatures } from '../data/features/fitted-features.js';
import { planFeatures } from '../data/features/plan-features.js';
import { columnStats } from '../data/tables/column-stats.js';
import { openDatabase } from '../data/tables/database.js';
import { divided, ingested, tableFile } from './artifact-files.js';
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
export interface Prepared {
  readonly plan: FeaturePlan;
  readonly fitted: FittedFeatures;
}

/** Fits the features for one kind of family, on training rows alone. */
export async function featuresFor(
  declared: DeclaredFeatures,
  reading: Reading,
  from: { readonly ingest: string; readonly trainFile: string; readonly signal: AbortSignal },
): Promise<Prepared> {
  const { signal, trainFile } = from;
  const table = await ingested.read(from.ingest);
  const features = table.columns.filter(({ role }) => role === 'feature');
  const facts = new Map(table.columns.map((column) => [column.name, column]));
  const plan = planFeatures(table.columns, declared, { facts, reading });
  await using database = await openDatabase({ signal });
  const stats = await columnStats(database, trainFile, features);
  return { plan, fitted: await fitFeatures(plan, stats) };
}

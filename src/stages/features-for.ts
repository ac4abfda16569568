import { join } from 'node:path';
import type { Task } from '../contracts/task.js';
import type { DeclaredFeatures, FeaturePlan } from '../data/features/feature-plan.js';
import { fitFeatures } from '../data/features/fit-features.js';
import type { FittedFeatures } from '../data/features/fitted-features.js';
import { planFeatures } from '../data/features/plan-features.js';
import { columnStats } from '../data/tables/column-stats.js';
import { openDatabase } from '../data/tables/database.js';
import { divided, ingested, splitFiles, tableFile } from './artifact-files.js';
import { resolveTask, type TaskWish } from './resolve-task.js';

/** What must be known before anything can be fitted. */
export interface Prepared {
  readonly task: Task;
  readonly plan: FeaturePlan;
  readonly fitted: FittedFeatures;
  readonly rows: Readonly<Record<'train' | 'validation' | 'test', number>>;
}

/** Settles the task and fits the features, on the training split alone. */
export async function featuresFor(request: {
  readonly wish: TaskWish;
  readonly declared: DeclaredFeatures;
  readonly inputs: { readonly ingest: string; readonly split: string };
  readonly signal: AbortSignal;
}): Promise<Prepared> {
  const { wish, declared, inputs, signal } = request;
  const table = await ingested.read(inputs.ingest);
  const { rows } = await divided.read(inputs.split);
  const target = table.columns.find(({ name }) => name === wish.target);
  if (target === undefined) throw new Error(`ingest let a table without ${wish.target} pass`);

  await using database = await openDatabase({ signal });
  const targetStats = await columnStats(database, join(inputs.ingest, tableFile), [target]);
  const classes = wish.type === 'regression' ? [] : await targetStats(wish.target).values();
  const task = resolveTask(wish, target, classes);

  const features = table.columns.filter(({ role }) => role === 'feature');
  const facts = new Map(table.columns.map((column) => [column.name, column]));
  const plan = planFeatures(table.columns, declared, facts);
  const trainFile = join(inputs.split, splitFiles.train);
  const fitted = await fitFeatures(plan, await columnStats(database, trainFile, features));
  return { task, plan, fitted, rows };
}

import { expect } from 'vitest';
import type { Batch, Vector } from '../../../src/contracts/batch.js';
import type { Reading } from '../../../src/contracts/matrix.js';
import type { Column, ColumnType } from '../../../src/contracts/table.js';
import type { Task } from '../../../src/contracts/task.js';
import type { DeclaredFeatures } from '../../../src/data/features/feature-plan.js';
import { fitFeatures } from '../../../src/data/features/fit-features.js';
import type {
  FittedFeatures,
  TrainedFeatures,
} from '../../../src/data/features/fitted-features.js';
import { planFeatures } from '../../../src/data/features/plan-features.js';
import type { TrainingRows } from '../../../src/data/features/training-rows.js';
import { matrixOf } from '../../../src/data/features/transform.js';
import { numbers, statsOf } from './column-stats.js';

export async function fit(
  columns: Columns,
  declared: DeclaredFeatures = {},
  reading: Reading = 'scaled',
  target?: Target,
): Promise<FittedFeatures> {
  return (await trainFeatures(columns, declared, { reading, target })).fitted;
}

/** Fits with what the training rows of each fold read. */
export async function trainFeatures(
  columns: Columns,
  declared: DeclaredFeatures,
  {
    reading = 'scaled',
    target,
  }: { readonly reading?: Reading; readonly target?: Target | undefined },
): Promise<TrainedFeatures> {
  const table: Column[] = Object.entries(columns).map(([name, [type]]) => ({
    name,
    type,
    role: 'feature',
  }));
  const plan = planFeatures(table, declared, { facts: new Map(), reading });
  expect(plan.problems).toEqual([]);
  return fitFeatures(plan, rowsInMemory(columns, target));
}

interface Target {
  readonly task: Task;
  readonly y: readonly number[];
}

type Columns = Readonly<Record<string, readonly [ColumnType, Vector]>>;

/** A training split that lies in memory; the target is 0 where nothing else is said. */
export function rowsInMemory(columns: Columns, target?: Target): TrainingRows {
  const all = Object.fromEntries(
    Object.entries(columns).map(([name, [, vector]]) => [name, vector]),
  );
  const batch = batchOf(all);
  return {
    task: target?.task ?? { kind: 'regression', target: 'y', classes: [] },
    seed: 1,
    statsOf: (name) => statsOf(all[name] ?? numbers()),
    async *read() {
      await Promise.resolve();
      yield {
        batch,
        y: Float64Array.from({ length: batch.rows }, (_, row) => target?.y[row] ?? 0),
        rowIds: Float64Array.from({ length: batch.rows }, (_, row) => row),
      };
    },
  };
}

export function batchOf(columns: Readonly<Record<string, Vector>>): Batch {
  const [first] = Object.values(columns);
  return { rows: first?.values.length ?? 0, columns: new Map(Object.entries(columns)) };
}

export function valuesOf(
  fitted: FittedFeatures,
  columns: Readonly<Record<string, Vector>>,
): number[] {
  return [...matrixOf(fitted, batchOf(columns)).values];
}

export function rowsOf(
  fitted: FittedFeatures,
  columns: Readonly<Record<string, Vector>>,
): number[][] {
  const { rows, values } = matrixOf(fitted, batchOf(columns));
  const { width } = fitted;
  return Array.from({ length: rows }, (_, row) => [
    ...values.slice(row * width, (row + 1) * width),
  ]);
}

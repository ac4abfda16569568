import { expect } from 'vitest';
import type { Batch, Vector } from '../../../src/contracts/batch.js';
import type { Reading } from '../../../src/contracts/matrix.js';
import type { Column, ColumnType } from '../../../src/contracts/table.js';
import type { DeclaredFeatures } from '../../../src/data/features/feature-plan.js';
import { fitFeatures } from '../../../src/data/features/fit-features.js';
import type { FittedFeatures } from '../../../src/data/features/fitted-features.js';
import { planFeatures } from '../../../src/data/features/plan-features.js';
import { matrixOf } from '../../../src/data/features/transform.js';
import { numbers, statsOf } from './column-stats.js';

export async function fit(
  columns: Readonly<Record<string, readonly [ColumnType, Vector]>>,
  declared: DeclaredFeatures = {},
  reading: Reading = 'scaled',
): Promise<FittedFeatures> {
  const table: Column[] = Object.entries(columns).map(([name, [type]]) => ({
    name,
    type,
    role: 'feature',
  }));
  const plan = planFeatures(table, declared, { facts: new Map(), reading });
  expect(plan.problems).toEqual([]);
  return fitFeatures(plan, (name) => statsOf(columns[name]?.[1] ?? numbers()));
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

import { expect } from 'vitest';
import type { Vector } from '../../../src/contracts/batch.js';
import type { Reading } from '../../../src/contracts/matrix.js';
import type { Column } from '../../../src/contracts/table.js';
import type { DeclaredFeatures } from '../../../src/data/features/feature-plan.js';
import { fitFeatures } from '../../../src/data/features/fit-features.js';
import type {
  FittedFeatures,
  TrainedFeatures,
} from '../../../src/data/features/fitted-features.js';
import { planFeatures } from '../../../src/data/features/plan-features.js';
import { matrixOf } from '../../../src/data/features/transform.js';
import { batchOf, type Columns, rowsInMemory, type Target } from './in-memory.js';

export { batchOf };

export async function fit(
  columns: Columns,
  declared: DeclaredFeatures = {},
  how: Reading | { readonly reading: Reading; readonly target: Target } = 'scaled',
): Promise<FittedFeatures> {
  const given = typeof how === 'string' ? { reading: how, target: undefined } : how;
  return (await trainFeatures(columns, declared, given)).fitted;
}

/** Fits with what the training rows of each fold read. */
export async function trainFeatures(
  columns: Columns,
  declared: DeclaredFeatures,
  {
    reading = 'scaled',
    target,
    roomBytes,
  }: {
    readonly reading?: Reading;
    readonly target?: Target | undefined;
    readonly roomBytes?: number;
  },
): Promise<TrainedFeatures> {
  const table: Column[] = Object.entries(columns).map(([name, [type]]) => ({
    name,
    type,
    role: 'feature',
  }));
  const plan = planFeatures(table, declared, { facts: new Map(), reading });
  expect(plan.problems).toEqual([]);
  const rows = rowsInMemory(columns, target);
  return fitFeatures(plan, { ...rows, ...(roomBytes !== undefined && { roomBytes }) });
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

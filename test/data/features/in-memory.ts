import type { Batch, Vector } from '../../../src/contracts/batch.js';
import type { ColumnType } from '../../../src/contracts/table.js';
import type { Task } from '../../../src/contracts/task.js';
import type { TrainingRows } from '../../../src/data/features/training-rows.js';
import { openBaseModel } from '../../../src/learning/compute/base-model.js';
import { permutedImportance } from '../../../src/learning/models/forests/permuted-importance.js';
import { numbers, statsOf } from './column-stats.js';

export interface Target {
  readonly task: Task;
  readonly y: readonly number[];
}

export type Columns = Readonly<Record<string, readonly [ColumnType, Vector]>>;

/** A training split that lies in memory; the target is 0 where nothing else is said. */
export function rowsInMemory(columns: Columns, target?: Target): TrainingRows {
  const all = Object.fromEntries(
    Object.entries(columns).map(([name, [, vector]]) => [name, vector]),
  );
  const batch = batchOf(all);
  return {
    task: target?.task ?? { kind: 'regression', target: 'y', classes: [] },
    seed: 1,
    world: { folder: '.', openBase: openBaseModel },
    importance: (matrix) => permutedImportance(matrix, new AbortController().signal),
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

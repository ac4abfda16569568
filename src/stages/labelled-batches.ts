import type { Batch, Vector } from '../contracts/batch.js';
import { type Column, rowColumn } from '../contracts/table.js';
import { isLabelled, type Task } from '../contracts/task.js';
import type { LabelledBatch } from '../data/features/training-rows.js';
import { readBatches } from '../data/tables/read-batches.js';

interface Reading {
  readonly columns: readonly Pick<Column, 'name' | 'type'>[];
  readonly task: Task;
  readonly signal: AbortSignal;
  readonly batchRows?: number;
}

/** The rows of a file in order, with these columns and what is to be learnt of them. */
export async function* labelledBatches(
  file: string,
  { columns, task, ...options }: Reading,
): AsyncGenerator<LabelledBatch> {
  const readTarget = targetReader(task);
  for await (const batch of readBatches(file, columnsToRead(columns, task), options)) {
    const y = new Float64Array(batch.rows);
    if (isLabelled(task)) readTarget(vector(batch, task.target), y);
    yield { batch, y, rowIds: numbers(vector(batch, rowColumn)) };
  }
}

function columnsToRead(
  columns: Reading['columns'],
  task: Task,
): readonly Pick<Column, 'name' | 'type'>[] {
  const { kind, target } = task;
  return [
    ...columns.map(({ name, type }) => ({ name, type })),
    ...(isLabelled(task)
      ? [
          {
            name: target,
            type: kind === 'regression' ? ('number' as const) : ('category' as const),
          },
        ]
      : []),
    { name: rowColumn, type: 'integer' },
  ];
}

function targetReader({ kind, classes, target }: Task): (from: Vector, to: Float64Array) => void {
  if (kind === 'regression') return (from, to) => to.set(numbers(from));
  const indexOf = new Map(classes.map((value, index) => [value, index]));
  return (from, to) => {
    if (from.kind !== 'string') throw new Error(`${target} was not read as text`);
    for (let row = 0; row < to.length; row++) {
      const index = indexOf.get(from.values[row] ?? '');
      if (index === undefined) throw new Error(`${target} has a value that ingest did not see`);
      to[row] = index;
    }
  };
}

function vector(batch: Batch, name: string): Vector {
  const found = batch.columns.get(name);
  if (found === undefined) throw new Error(`column ${name} was not read`);
  return found;
}

function numbers(from: Vector): Float64Array {
  if (from.kind !== 'number') throw new Error('a numeric column was read as text');
  return from.values;
}

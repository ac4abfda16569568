import type { Batch, Vector } from '../contracts/batch.js';
import type { Matrix } from '../contracts/matrix.js';
import { type Column, rowColumn } from '../contracts/table.js';
import type { Task } from '../contracts/task.js';
import type { FittedFeatures } from '../data/features/fitted-features.js';
import { matrixWith, transformBatch } from '../data/features/transform.js';
import { readBatches } from '../data/tables/read-batches.js';
import { type TrainingRows, trainingRows } from '../learning/resampling/training-rows.js';

/** The rows of one split as a model reads them. */
export interface LoadedRows {
  readonly x: Matrix;
  /** Class indexes, or target values. */
  readonly y: Float64Array;
  /** Number of each row at ingest. */
  readonly rowIds: Float64Array;
}

/** Rows in a Parquet file. */
export interface RowFile {
  readonly file: string;
  readonly rows: number;
}

/**
 * The rows of a training split, or of a fold's training part: they alone may be resampled, and their type says so. Nothing
 * else makes rows of that type.
 */
export async function loadTrainingRows(
  training: RowFile,
  features: { readonly fitted: FittedFeatures; readonly task: Task },
  signal: AbortSignal,
): Promise<TrainingRows> {
  return trainingRows(await loadRows(training, features, signal));
}

/** Reads a split through the fitted features into one matrix; nothing but the matrix is held in memory. */
export async function loadRows(
  split: RowFile,
  { fitted, task }: { readonly fitted: FittedFeatures; readonly task: Task },
  signal: AbortSignal,
): Promise<LoadedRows> {
  const values = new Float32Array(split.rows * fitted.width);
  const y = new Float64Array(split.rows);
  const rowIds = new Float64Array(split.rows);
  const readTarget = targetReader(task);
  let row = 0;
  for await (const batch of readBatches(split.file, columnsToRead(fitted, task), { signal })) {
    transformBatch(fitted, batch, { target: values, rowOffset: row });
    readTarget(vector(batch, task.target), y.subarray(row, row + batch.rows));
    rowIds.set(numbers(vector(batch, rowColumn)), row);
    row += batch.rows;
  }
  return { x: matrixWith(fitted, row, values), y, rowIds };
}

function columnsToRead(
  fitted: FittedFeatures,
  { kind, target }: Task,
): readonly Pick<Column, 'name' | 'type'>[] {
  return [
    ...fitted.columns.map(({ name, type }) => ({ name, type })),
    { name: target, type: kind === 'regression' ? 'number' : 'category' },
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

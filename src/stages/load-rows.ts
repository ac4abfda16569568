import type { Batch, Vector } from '../contracts/batch.js';
import type { Matrix } from '../contracts/matrix.js';
import { type Column, rowColumn } from '../contracts/table.js';
import type { Task } from '../contracts/task.js';
import type { FittedFeatures, TrainedFeatures } from '../data/features/fitted-features.js';
import type { LabelledBatch } from '../data/features/training-rows.js';
import { matrixWith, transformBatch } from '../data/features/transform.js';
import { transformTraining } from '../data/features/transform-training.js';
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

/** Reads a split through the fitted features into one matrix; nothing but the matrix is held in memory. */
export async function loadRows(
  split: RowFile,
  { fitted, task }: { readonly fitted: FittedFeatures; readonly task: Task },
  signal: AbortSignal,
): Promise<LoadedRows> {
  return collect(
    split.rows,
    fitted,
    labelledBatches(split.file, { columns: fitted.columns, task, signal }),
    {
      write: ({ batch }, target) => transformBatch(fitted, batch, target),
    },
  );
}

/**
 * As `loadRows`, for the rows that the features were fitted on, of the training split or of a fold: where features were taught
 * by the target, a row reads what the other folds have taught. They alone may be resampled, and their type says so.
 */
export async function loadTrainingRows(
  training: RowFile,
  {
    trained,
    task,
    seed,
  }: { readonly trained: TrainedFeatures; readonly task: Task; readonly seed: number },
  signal: AbortSignal,
): Promise<TrainingRows> {
  const { fitted } = trained;
  const rows = await collect(
    training.rows,
    fitted,
    labelledBatches(training.file, { columns: fitted.columns, task, signal }),
    {
      write: ({ batch, rowIds }, target) =>
        transformTraining(trained, batch, { rowIds, seed, ...target }),
    },
  );
  return trainingRows(rows);
}

interface MatrixPlace {
  readonly target: Float32Array;
  readonly rowOffset: number;
}

async function collect(
  rows: number,
  fitted: FittedFeatures,
  batches: AsyncIterable<LabelledBatch>,
  { write }: { readonly write: (batch: LabelledBatch, place: MatrixPlace) => void },
): Promise<LoadedRows> {
  const values = new Float32Array(rows * fitted.width);
  const y = new Float64Array(rows);
  const rowIds = new Float64Array(rows);
  let row = 0;
  for await (const labelled of batches) {
    write(labelled, { target: values, rowOffset: row });
    y.set(labelled.y, row);
    rowIds.set(labelled.rowIds, row);
    row += labelled.batch.rows;
  }
  return { x: matrixWith(fitted, row, values), y, rowIds };
}

interface Reading {
  readonly columns: readonly Pick<Column, 'name' | 'type'>[];
  readonly task: Task;
  readonly signal: AbortSignal;
}

/** The rows of a file in order, with these columns and what is to be learnt of them. */
export async function* labelledBatches(
  file: string,
  { columns, task, signal }: Reading,
): AsyncGenerator<LabelledBatch> {
  const readTarget = targetReader(task);
  for await (const batch of readBatches(file, columnsToRead(columns, task), { signal })) {
    const y = new Float64Array(batch.rows);
    readTarget(vector(batch, task.target), y);
    yield { batch, y, rowIds: numbers(vector(batch, rowColumn)) };
  }
}

function columnsToRead(
  columns: Reading['columns'],
  { kind, target }: Task,
): readonly Pick<Column, 'name' | 'type'>[] {
  return [
    ...columns.map(({ name, type }) => ({ name, type })),
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

import { randomUUID } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Matrix } from '../contracts/matrix.js';
import type { Task } from '../contracts/task.js';
import { decodeBatch } from '../data/features/decode-batch.js';
import type { FittedFeatures, TrainedFeatures } from '../data/features/fitted-features.js';
import type { LabelledBatch } from '../data/features/training-rows.js';
import { matrixWith, transformBatch } from '../data/features/transform.js';
import { transformTraining } from '../data/features/transform-training.js';
import { openRowFile, type RowFile, rowBytes } from '../learning/compute/rows/row-file.js';
import type { ForecastTruth } from '../learning/metrics/metric.js';
import { type TrainingRows, trainingRows } from '../learning/resampling/training-rows.js';
import type { Machine } from '../pipeline/stage.js';
import { BrokenImages, type ImagePlace, worldOf } from './image-place.js';
import { labelledBatches } from './labelled-batches.js';

/** The rows of one split as a model reads them. */
export interface LoadedRows {
  readonly x: Matrix;
  /** Class indexes, or target values. */
  readonly y: Float64Array;
  /** Number of each row at ingest. */
  readonly rowIds: Float64Array;
  /** Where the rows are when they are too many for memory: `x` then has no values. */
  readonly stream?: RowFile;
  /** How much each value counts, when not all the same; and of a forecast what the values are of. */
  readonly weights?: Float64Array;
  readonly forecasts?: ForecastTruth;
}

/** How much of the rows may be in memory, and where the rest lies. */
export interface RowRoom {
  /** The largest matrix, in bytes. */
  readonly bytes: number;
  readonly folder: string;
}

/** Rows in a Parquet file. */
export interface TableRows {
  readonly file: string;
  readonly rows: number;
}

/**
 * Reads a split through the fitted features into one matrix, or, where that is larger than there is room for, into a file
 * of rows that is read in batches. Close its `stream` in the end.
 */
export async function loadRows(
  split: TableRows,
  {
    fitted,
    task,
    room,
    images,
  }: {
    readonly fitted: FittedFeatures;
    readonly task: Task;
    readonly room: RowRoom;
    readonly images: ImagePlace;
  },
  signal: AbortSignal,
): Promise<LoadedRows> {
  const reading = { columns: fitted.columns, task, signal, ...batchOf(fitted) };
  return collect(labelledBatches(split.file, reading), {
    ...{ rows: split.rows, fitted, room, images },
    write: ({ batch }, target) => transformBatch(fitted, batch, target),
  });
}

/**
 * As `loadRows`, for the rows that the features were fitted on, of the training split or of a fold: where features were taught
 * by the target, a row reads what the other folds have taught. They alone may be resampled, and their type says so.
 */
export async function loadTrainingRows(
  training: TableRows,
  {
    trained,
    task,
    seed,
    room,
    images,
  }: {
    readonly trained: TrainedFeatures;
    readonly task: Task;
    readonly seed: number;
    readonly room: RowRoom;
    readonly images: ImagePlace;
  },
  signal: AbortSignal,
): Promise<TrainingRows> {
  const { fitted } = trained;
  const reading = { columns: fitted.columns, task, signal, ...batchOf(fitted) };
  const rows = await collect(labelledBatches(training.file, reading), {
    ...{ rows: training.rows, fitted, room, images },
    write: ({ batch, rowIds }, target) =>
      transformTraining(trained, batch, { rowIds, seed, ...target }),
  });
  return trainingRows(rows);
}

/** The series of a forecast as rows to learn from: the caller has cut them at the end of the training part. */
export function trainingSeries(rows: LoadedRows): TrainingRows {
  return trainingRows(rows);
}

/** A quarter of the memory for one matrix: there are several, and learning copies them. */
export function roomFor({ memoryBytes }: Pick<Machine, 'memoryBytes'>, scratch: string): RowRoom {
  return { bytes: memoryBytes / 4, folder: join(scratch, 'rows') };
}

interface MatrixPlace {
  readonly target: Float32Array;
  readonly rowOffset: number;
}

async function collect(
  batches: AsyncIterable<LabelledBatch>,
  how: {
    readonly rows: number;
    readonly fitted: FittedFeatures;
    readonly room: RowRoom;
    readonly images: ImagePlace;
    readonly write: (batch: LabelledBatch, place: MatrixPlace) => void;
  },
): Promise<LoadedRows> {
  const { rows, fitted } = how;
  const y = new Float64Array(rows);
  const rowIds = new Float64Array(rows);
  let row = 0;
  const unreadable = new BrokenImages();
  const place = await (rows * fitted.width * 4 <= how.room.bytes
    ? inMemory(rows, fitted)
    : onDisk(fitted, how.room.folder));
  try {
    for await (const read of batches) {
      const { batch, broken } = await decodeBatch(fitted, read.batch, worldOf(how.images.folder));
      const labelled = { ...read, batch };
      unreadable.add(broken);
      await place.take(labelled.batch.rows, (target) => how.write(labelled, target));
      y.set(labelled.y, row);
      rowIds.set(labelled.rowIds, row);
      row += labelled.batch.rows;
    }
  } catch (error) {
    await place.abandon?.();
    throw error;
  }
  unreadable.tell(how.images.emit);
  return { ...(await place.finish(row)), y, rowIds };
}

/** Rows at a time: fewer where a row is an image of many numbers. */
function batchOf({ width }: FittedFeatures): { readonly batchRows?: number } {
  return width > 1024 ? { batchRows: Math.max(64, Math.floor(2 ** 23 / width)) } : {};
}

/** Where the numbers of rows go, batch by batch. */
interface Gathering {
  take(rows: number, write: (place: MatrixPlace) => void): Promise<void> | void;
  finish(rows: number): Promise<Pick<LoadedRows, 'x' | 'stream'>>;
  abandon?(): Promise<void>;
}

function inMemory(rows: number, fitted: FittedFeatures): Gathering {
  const target = new Float32Array(rows * fitted.width);
  let rowOffset = 0;
  return {
    take: (count, write) => {
      write({ target, rowOffset });
      rowOffset += count;
    },
    finish: (count) => Promise.resolve({ x: matrixWith(fitted, count, target) }),
  };
}

async function onDisk(fitted: FittedFeatures, folder: string): Promise<Gathering> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `rows-${randomUUID()}.f32`);
  const file = await open(path, 'w');
  return {
    take: async (count, write) => {
      const target = new Float32Array(count * fitted.width);
      write({ target, rowOffset: 0 });
      await file.writeFile(rowBytes(target));
    },
    finish: async (count) => {
      await file.close();
      const x = matrixWith(fitted, count, new Float32Array(0));
      return { x, stream: await openRowFile(path, fitted.width) };
    },
    abandon: () => file.close(),
  };
}

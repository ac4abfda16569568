import type { Batch, ColumnStats, Vector } from '../../contracts/batch.js';
import type { Column, ColumnType } from '../../contracts/table.js';
import type { Task } from '../../contracts/task.js';
import { decodeImages, type ImageShape } from '../images/decode-images.js';
import type { ImageWorld } from '../images/image-world.js';
import type { SelectTools } from './matrix/matrix-step.js';

/** Some rows of the training split with what is to be learnt of them. */
export interface LabelledBatch {
  readonly batch: Batch;
  /** Class indexes, or target values. */
  readonly y: Float64Array;
  /** Number of each row at ingest. */
  readonly rowIds: Float64Array;
}

/** The training split, and nothing else: all that features are fitted on. */
export interface TrainingRows {
  readonly task: Task;
  /** For draws, such as which fold a row is in. */
  readonly seed: number;
  /** What decoding images may use. */
  readonly world: ImageWorld;
  readonly statsOf: (column: string) => ColumnStats;
  readonly importance: SelectTools['importance'];
  /** The largest matrix that may be in memory, in bytes: steps that look at all features at once need one. */
  readonly roomBytes?: number;
  /** The rows in order, with these columns. */
  readonly read: (
    columns: readonly Pick<Column, 'name' | 'type'>[],
  ) => AsyncIterable<LabelledBatch>;
}

/** One column of the training split: its facts and, where these are not enough, its values beside the target. */
export interface TrainingColumn extends ColumnStats {
  readonly type: ColumnType;
  readonly task: Task;
  readonly seed: number;
  readonly world: ImageWorld;
  /** The values in the order of the rows. */
  read(): AsyncIterable<Omit<LabelledBatch, 'batch'> & { readonly vector: Vector }>;
  /** Of a column of images: all of them in order, decoded; null for missing and broken ones. */
  images(shape: ImageShape): AsyncIterable<readonly (Uint8Array | null)[]>;
}

/** One column of the rows. */
export function trainingColumn(
  { task, seed, world, statsOf, read }: TrainingRows,
  column: Pick<Column, 'name' | 'type'>,
): TrainingColumn {
  const stats = statsOf(column.name);
  return {
    type: column.type,
    task,
    seed,
    world,
    rows: stats.rows,
    missing: stats.missing,
    numeric: () => stats.numeric(),
    quantile: (fraction) => stats.quantile(fraction),
    values: (limit) => stats.values(limit),
    async *read() {
      for await (const { batch, y, rowIds } of read([column])) {
        const vector = batch.columns.get(column.name);
        if (vector === undefined) throw new Error(`column ${column.name} was not read`);
        yield { vector, y, rowIds };
      }
    },
    async *images(shape) {
      for await (const { batch } of read([column])) {
        const vector = batch.columns.get(column.name);
        if (vector?.kind !== 'string') throw new Error(`${column.name} holds no images`);
        yield (await decodeImages(vector.values, shape, world.folder)).pixels;
      }
    },
  };
}

import { join } from 'node:path';
import type { Column } from '../../contracts/table.js';
import type { Task } from '../../contracts/task.js';
import type { FittedFeatures } from '../../data/features/fitted-features.js';
import type { Truth } from '../../learning/metrics/metric.js';
import { splitFiles } from '../artifact-files.js';
import type { ImagePlace } from '../image-place.js';
import { type LoadedRows, loadRows, type RowRoom } from '../load-rows.js';
import { clustersOfRows } from './test-columns.js';

/** What rows to judge by are read with. */
export interface JudgedRowsWorld {
  readonly splitDir: string;
  readonly fitted: FittedFeatures;
  readonly task: Task;
  /** Of the table. */
  readonly columns: readonly Column[];
  /** Value of `split.group`. */
  readonly group: string | null;
  readonly room: RowRoom;
  readonly images: ImagePlace;
  readonly signal: AbortSignal;
}

/** The rows of a split as a model reads them, and what really was. Close their `stream` in the end. */
export async function judgedRows(
  split: keyof typeof splitFiles,
  count: number,
  { splitDir, fitted, task, columns, group, room, images, signal }: JudgedRowsWorld,
): Promise<{ readonly rows: LoadedRows; readonly truth: Truth }> {
  const file = join(splitDir, splitFiles[split]);
  const rows = await loadRows({ file, rows: count }, { fitted, task, room, images }, signal);
  const clusters = await clustersOfRows(file, { columns, group, signal });
  return { rows, truth: { task, values: rows.y, ...(clusters && { clusters }) } };
}

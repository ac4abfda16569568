import { type Batch, rowsAt } from '../../contracts/batch.js';
import { randomFor } from '../../contracts/seeded-random.js';
import type { Task } from '../../contracts/task.js';
import { decodeBatch } from '../../data/features/decode-batch.js';
import type { FittedFeatures } from '../../data/features/fitted-features.js';
import { joinedBatches } from '../../data/tables/batch-parts.js';
import { worldOf } from '../image-place.js';
import { labelledBatches } from '../labelled-batches.js';

/** Some rows of a split as the features read them. */
export interface SampledRows {
  /** Place of each row in the split, ascending. */
  readonly places: Uint32Array;
  /** Number of each row at ingest. */
  readonly rowIds: Float64Array;
  readonly batch: Batch;
  readonly y: Float64Array;
}

/**
 * `most` of `rows` places, drawn without replacement (Vitter's selection sampling: one pass, always ascending), the same for the same
 * seed; with the places in `always` among them.
 */
export function drawPlaces(
  rows: number,
  most: number,
  { seed, always = [] }: { readonly seed: number; readonly always?: readonly number[] },
): Uint32Array {
  const random = randomFor(seed, 'insight/rows');
  const chosen = new Set(always);
  let wanted = Math.min(rows, most);
  for (let place = 0; place < rows && wanted > 0; place++) {
    if (random() * (rows - place) >= wanted) continue;
    chosen.add(place);
    wanted--;
  }
  return Uint32Array.from(chosen).sort();
}

/** Reads the rows at these places; images are decoded. */
export async function readPlaces(
  file: string,
  places: Uint32Array,
  {
    fitted,
    task,
    projectDir,
    signal,
  }: {
    readonly fitted: FittedFeatures;
    readonly task: Task;
    readonly projectDir: string;
    readonly signal: AbortSignal;
  },
): Promise<SampledRows> {
  const parts: Batch[] = [];
  const y: number[] = [];
  const rowIds: number[] = [];
  let from = 0;
  let next = 0;
  for await (const read of labelledBatches(file, { columns: fitted.columns, task, signal })) {
    const inside: number[] = [];
    const end = from + read.batch.rows;
    for (; next < places.length && (places[next] as number) < end; next++) {
      inside.push((places[next] as number) - from);
    }
    from = end;
    if (inside.length === 0) continue;
    const { batch } = await decodeBatch(fitted, rowsAt(read.batch, inside), worldOf(projectDir));
    parts.push(batch);
    for (const at of inside) {
      y.push(read.y[at] as number);
      rowIds.push(read.rowIds[at] as number);
    }
    if (next === places.length) break;
  }
  return {
    places,
    rowIds: Float64Array.from(rowIds),
    batch: await joinedBatches(parts),
    y: Float64Array.from(y),
  };
}

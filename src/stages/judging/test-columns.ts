import type { Vector } from '../../contracts/batch.js';
import type { Column } from '../../contracts/table.js';
import { readBatches } from '../../data/tables/read-batches.js';
import { binned, parted, type SliceColumn } from '../../learning/judging/slices.js';
import { type Clusters, clustersOf } from '../../learning/metrics/clusters.js';

/** Columns of a split as they are in the table, in the order of its rows. */
async function columnsOf(
  file: string,
  columns: readonly Column[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly (string | number | null)[]>> {
  const found = new Map<string, (string | number | null)[]>(columns.map(({ name }) => [name, []]));
  for await (const batch of readBatches(file, columns, { signal })) {
    for (const [name, values] of found)
      for (const value of cells(batch.columns.get(name))) values.push(value);
  }
  return found;
}

function cells(vector: Vector | undefined): readonly (string | number | null)[] {
  if (vector?.kind === 'string') return vector.values;
  if (vector?.kind === 'number') return Array.from(vector.values);
  throw new Error('a column of the table was not read');
}

/** Columns of the test rows as slices are cut by them: numbers and times by quantiles, everything else by its values. */
export async function sliceColumns(
  file: string,
  columns: readonly Column[],
  { bins, signal }: { readonly bins: number; readonly signal: AbortSignal },
): Promise<readonly SliceColumn[]> {
  const read = await columnsOf(file, columns, signal);
  return columns.map(({ name, type }) => {
    const values = read.get(name) ?? [];
    if (type === 'number' || type === 'integer' || type === 'timestamp') {
      const label = type === 'timestamp' ? { label: dayText } : {};
      return binned(name, Float64Array.from(values as readonly number[]), { bins, ...label });
    }
    return parted(
      name,
      type === 'boolean'
        ? (values as readonly number[]).map(truthText)
        : (values as readonly string[]),
    );
  });
}

function truthText(value: number): string | null {
  return Number.isNaN(value) ? null : value === 1 ? 'true' : 'false';
}

function dayText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/**
 * Which rows of a file belong together: those of one group of the split, or of one value of the column whose role is `group`. Undefined
 * where rows are by themselves.
 */
export async function clustersOfRows(
  file: string,
  {
    columns,
    group,
    signal,
  }: {
    readonly columns: readonly Column[];
    readonly group: string | null;
    readonly signal: AbortSignal;
  },
): Promise<Clusters | undefined> {
  const column =
    columns.find(({ name }) => name === group) ?? columns.find(({ role }) => role === 'group');
  if (column === undefined) return undefined;
  const values = (await columnsOf(file, [column], signal)).get(column.name) ?? [];
  return clustersOf(values.map((value) => (Number.isNaN(value) ? null : value)));
}

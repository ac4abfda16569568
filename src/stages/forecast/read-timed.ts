import type { Batch, Vector } from '../../contracts/batch.js';
import type { KnownColumn } from '../../contracts/forecast.js';
import { rowColumn } from '../../contracts/table.js';
import { readBatches } from '../../data/tables/read-batches.js';
import { MlxError } from '../../errors/index.js';
import type { TimedRows } from '../../learning/forecasting/build-panel.js';

/** The columns of a forecast. */
export interface TimedColumns {
  readonly time: { readonly name: string; readonly type: 'timestamp' | 'number' };
  readonly series?: string;
  readonly targets: readonly string[];
  /** Columns that are known for times to come as well. */
  readonly ahead?: readonly KnownColumn[];
}

/**
 * The rows of some files, in their order; those of a table that does not number them (`ids: false`) count from 0. Throws
 * `forecast/no-time` for rows without a time.
 */
export async function readTimed(
  files: readonly string[],
  columns: TimedColumns,
  { signal, ids = true }: { readonly signal: AbortSignal; readonly ids?: boolean },
): Promise<TimedRows> {
  const { time, series, targets, ahead = [] } = columns;
  const wanted = [
    time,
    ...targets.map((name) => ({ name, type: 'number' as const })),
    ...ahead,
    ...(ids ? [{ name: rowColumn, type: 'integer' as const }] : []),
    ...(series === undefined ? [] : [{ name: series, type: 'category' as const }]),
  ];
  const batches: Batch[] = [];
  for await (const batch of readBatches(files, wanted, { signal })) batches.push(batch);
  return timedRows(batches, columns, ids ? rowColumn : undefined);
}

/** The rows of batches as the columns of a forecast. `ids`: the column with the numbers of rows; without it they count from 0. */
export function timedRows(
  batches: readonly Batch[],
  { time, series, targets, ahead }: TimedColumns,
  ids?: string,
): TimedRows {
  const joined = (name: string): Float64Array => {
    const parts = batches.map((batch) => numbers(batch.columns.get(name), name));
    const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  };
  const times = joined(time.name);
  const without = times.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
  if (without > 0) {
    throw new MlxError(
      'forecast/no-time',
      `${without} of ${times.length} rows have no \`${time.name}\``,
      {
        hints: [
          `Fill \`${time.name}\`, or set the rows aside: a rule \`required\` under \`ingest.quality\``,
        ],
      },
    );
  }
  return {
    times,
    targets: targets.map(joined),
    ...(ahead !== undefined && { ahead: ahead.map(({ name }) => joined(name)) }),
    series:
      series === undefined
        ? null
        : batches.flatMap((batch) => texts(batch.columns.get(series), series)),
    rowIds: ids === undefined ? times.map((_, at) => at) : joined(ids),
  };
}

function numbers(vector: Vector | undefined, name: string): Float64Array {
  if (vector?.kind !== 'number') throw new Error(`${name} was not read as numbers`);
  return vector.values;
}

function texts(vector: Vector | undefined, name: string): readonly (string | null)[] {
  if (vector?.kind !== 'string') throw new Error(`${name} was not read as text`);
  return vector.values;
}

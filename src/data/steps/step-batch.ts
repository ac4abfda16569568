import type { Batch } from '../../contracts/batch.js';
import type { Column, ColumnType } from '../../contracts/table.js';
import { rowColumn } from '../../contracts/table.js';
import type { Draft } from '../draft.js';
import type { Database } from '../tables/database.js';
import { batchesOf } from '../tables/read-batches.js';
import { identifier } from '../tables/sql.js';

/** Rows a step is handed at a time; the last batch may be smaller. */
export const stepRows = 8192;

/** A list of values as a step is handed it. */
export type StepList = Float64Array | (string | null)[] | (boolean | null)[];

/** Some rows as a step is handed them, and what of them it does not see. */
export interface StepBatch {
  readonly rows: number;
  /** Fresh lists, which the step may change. */
  readonly columns: Readonly<Record<string, StepList>>;
  /** `__row` of each. */
  readonly numbers: readonly string[];
  /** Whole numbers, and microseconds of timestamps, to the last digit, by column. */
  readonly exact: ReadonlyMap<string, readonly (string | null)[]>;
  /** Cells that could not be read as the type of their column, by column. */
  readonly misfits: ReadonlyMap<string, readonly (string | null)[]>;
}

/** The rows of a draft in order, as steps see them. */
export async function* stepBatches(
  database: Database,
  { relation, columns, misfits = new Map<string, string>() }: Draft,
): AsyncGenerator<StepBatch> {
  const hidden = [...misfits];
  const read = [
    { name: 'row', type: 'text' as const, sql: `CAST(${identifier(rowColumn)} AS VARCHAR)` },
    ...columns.map(({ name, type }, at) => ({ name: `c${at}`, ...asRead(identifier(name), type) })),
    ...hidden.map(([, column], at) => ({
      name: `m${at}`,
      type: 'text' as const,
      sql: `CAST(${identifier(column)} AS VARCHAR)`,
    })),
  ];
  const query = `SELECT ${read.map(({ sql }) => sql).join(', ')} FROM ${relation}`;
  for await (const batch of batchesOf(database, query, { columns: read, batchRows: stepRows })) {
    const exact = new Map<string, readonly (string | null)[]>();
    const lists = columns.map((column, at): [string, StepList] => {
      if (isExact(column.type)) exact.set(column.name, textsOf(batch, `c${at}`));
      return [column.name, listOf(batch, `c${at}`, column.type)];
    });
    yield {
      rows: batch.rows,
      columns: Object.fromEntries(lists),
      numbers: textsOf(batch, 'row') as readonly string[],
      exact,
      misfits: new Map(hidden.map(([name], at) => [name, textsOf(batch, `m${at}`)])),
    };
  }
}

/** Whether a double does not hold every value of a type. */
export function isExact(type: ColumnType): boolean {
  return type === 'integer' || type === 'timestamp';
}

/** What stands for a cell that is held to the last digit, as a step sees it. */
export function seen(type: ColumnType, exact: string | null): number {
  if (exact === null) return Number.NaN;
  return type === 'timestamp' ? Number(exact) / 1000 : Number(exact);
}

type Read = Pick<Column, 'type'> & { readonly sql: string };

function asRead(cell: string, type: ColumnType): Read {
  switch (type) {
    case 'integer':
      return { type: 'text', sql: `CAST(${cell} AS VARCHAR)` };
    case 'timestamp':
      return { type: 'text', sql: `CAST(epoch_us(${cell}) AS VARCHAR)` };
    case 'number':
    case 'boolean':
      return { type: 'number', sql: `coalesce(CAST(${cell} AS DOUBLE), 'nan'::DOUBLE)` };
    case 'category':
    case 'text':
    case 'image':
      return { type: 'text', sql: `CAST(${cell} AS VARCHAR)` };
  }
}

function listOf(batch: Batch, name: string, type: ColumnType): StepList {
  if (isExact(type)) {
    return Float64Array.from(textsOf(batch, name), (text) => seen(type, text));
  }
  const vector = batch.columns.get(name);
  if (vector?.kind !== 'number') return [...textsOf(batch, name)];
  if (type !== 'boolean') return vector.values;
  return Array.from(vector.values, (value) => (Number.isNaN(value) ? null : value === 1));
}

function textsOf(batch: Batch, name: string): readonly (string | null)[] {
  const vector = batch.columns.get(name);
  return vector?.kind === 'string' ? vector.values : [];
}

import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { Batch, Vector } from '../../contracts/batch.js';
import { type Column, type ColumnType, isWritten } from '../../contracts/table.js';
import { type Database, openDatabase } from './database.js';
import { identifier, parquetRows } from './sql.js';

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Rows a batch, 8,192 by default; the last may be smaller. */
  readonly batchRows?: number;
}

/**
 * The rows of Parquet tables in file order, as typed columns. Numbers, booleans (0/1) and timestamps (ms
 * since 1970) are Float64Array with NaN for missing; categories and texts are strings with null for missing.
 */
export async function* readBatches(
  files: string | readonly string[],
  columns: readonly Pick<Column, 'name' | 'type'>[],
  options: ReadOptions = {},
): AsyncGenerator<Batch> {
  await using database = await openDatabase({
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const selected = columns.map(({ name, type }) => vectorOf(identifier(name), type));
  const query = `SELECT ${selected.length === 0 ? '0' : selected.join(', ')} FROM ${parquetRows(files)}`;
  yield* batchesOf(database, query, { columns, batchRows: options.batchRows ?? defaultBatchRows });
}

/** A column as the doubles or texts a batch holds, in SQL. */
export function vectorOf(value: string, type: ColumnType): string {
  switch (type) {
    case 'number':
    case 'integer':
    case 'boolean':
      return `coalesce(CAST(${value} AS DOUBLE), 'nan'::DOUBLE)`;
    case 'timestamp':
      return `coalesce(CAST(epoch_ms(${value}) AS DOUBLE), 'nan'::DOUBLE)`;
    case 'category':
    case 'text':
    case 'image':
      return `CAST(${value} AS VARCHAR)`;
  }
}

/** The columns of the query in order, and the size of a batch. */
export interface BatchShape {
  readonly columns: readonly Pick<Column, 'name' | 'type'>[];
  readonly batchRows: number;
}

/** The rows of a query whose columns are doubles and texts, in batches. */
export async function* batchesOf(
  database: Database,
  query: string,
  shape: BatchShape,
): AsyncGenerator<Batch> {
  let growing = new GrowingBatch(shape);
  for await (const chunk of database.stream(query)) {
    for (let from = 0; from < chunk.rowCount; ) {
      from += growing.take(chunk, from);
      if (growing.full) {
        yield growing.batch();
        growing = new GrowingBatch(shape);
      }
    }
  }
  if (growing.rows > 0) yield growing.batch();
}

class GrowingBatch {
  rows = 0;
  readonly #shape: BatchShape;
  readonly #vectors: readonly (Float64Array | (string | null)[])[];

  constructor(shape: BatchShape) {
    this.#shape = shape;
    this.#vectors = shape.columns.map(({ type }) =>
      isWritten(type) ? [] : new Float64Array(shape.batchRows),
    );
  }

  get full(): boolean {
    return this.rows === this.#shape.batchRows;
  }

  /** Takes rows of a chunk until the chunk ends or the batch is full; says how many. */
  take(chunk: DuckDBDataChunk, from: number): number {
    const count = Math.min(chunk.rowCount - from, this.#shape.batchRows - this.rows);
    this.#vectors.forEach((vector, index) => {
      const values = chunk.getColumnVector(index);
      for (let row = 0; row < count; row++) {
        vector[this.rows + row] = values.getItem(from + row) as never;
      }
    });
    this.rows += count;
    return count;
  }

  batch(): Batch {
    const columns = new Map<string, Vector>();
    this.#shape.columns.forEach(({ name }, index) => {
      columns.set(name, this.#vectorOf(this.#vectors[index] ?? []));
    });
    return { rows: this.rows, columns };
  }

  #vectorOf(values: Float64Array | (string | null)[]): Vector {
    return values instanceof Float64Array
      ? { kind: 'number', values: values.subarray(0, this.rows) }
      : { kind: 'string', values };
  }
}

const defaultBatchRows = 8192;

import type { DuckDBDataChunk } from '@duckdb/node-api';

/** A column of doubles of a chunk as it lies in memory; the query must not let it lack any. */
export function doublesOf(chunk: DuckDBDataChunk, column: number): Float64Array {
  const vector = chunk.getColumnVector(column) as { readonly items?: unknown };
  if (!(vector.items instanceof Float64Array)) throw new Error('a column should hold doubles');
  return vector.items;
}

/** A copy of the doubles of all lists in a column of lists of a chunk. */
export function listOf(chunk: DuckDBDataChunk, column: number): Float64Array {
  const vector = chunk.getColumnVector(column) as { readonly childData?: { items?: unknown } };
  const items = vector.childData?.items;
  if (!(items instanceof Float64Array)) throw new Error('a column should hold lists of doubles');
  return items;
}

import { basename } from 'node:path';
import { type ColumnType, rowColumn } from '../contracts/table.js';
import type { Place } from '../errors/index.js';
import { type StackedColumn, type StagedPart, stackedRelation } from './stage-sources.js';
import { storageOf, typedCell } from './tables/cell-types.js';
import type { Database } from './tables/database.js';
import { inferTypes } from './tables/infer-types.js';
import { requireTypes } from './tables/require-type.js';
import { identifier } from './tables/sql.js';

/** How the columns of staged parts become typed. */
export interface TypedStack {
  readonly types: ReadonlyMap<string, ColumnType>;
  /** The row number and every column as its type, in SQL over the stacked relation. */
  readonly select: readonly string[];
  readonly notes: readonly string[];
}

interface StackRequest {
  readonly columns: readonly StackedColumn[];
  readonly declared: Readonly<Record<string, { readonly type?: ColumnType }>>;
}

/**
 * A type for every column: the declared one, else the file's own, else what its cells say. Throws when a cell
 * cannot be read as a declared type.
 */
export async function typedStack(
  database: Database,
  parts: readonly StagedPart[],
  { columns, declared }: StackRequest,
): Promise<TypedStack> {
  const doubtful = parts.every(({ part }) => part.nullValues === undefined);
  const pinned = columns.flatMap(({ name }) => {
    const type = declared[name]?.type;
    return type === undefined ? [] : [{ name, type }];
  });
  const asText = columns.map(({ name }) => ({ name, storage: 'VARCHAR' as const }));
  await requireTypes(database, {
    relation: stackedRelation(parts, asText),
    columns: pinned,
    doubtful,
    placeOf: (row) => placeOf(parts, row),
  });
  const open = columns.filter(({ name, storage }) => !isPinned(name) && storage === 'VARCHAR');
  function isPinned(name: string): boolean {
    return declared[name]?.type !== undefined;
  }
  const inferred = await inferTypes(database, {
    relation: stackedRelation(parts, columns),
    columns: open.map(({ name }) => name),
    doubtful,
  });
  const types = new Map(
    columns.map(({ name, storage }): [string, ColumnType] => [
      name,
      declared[name]?.type ?? inferred.get(name)?.type ?? ownTypes[storage],
    ]),
  );
  return {
    types,
    select: [identifier(rowColumn), ...columns.map((column) => typedColumn(column, types))],
    notes: [...inferred.values()].flatMap(({ note }) => (note === undefined ? [] : [note])),
  };
}

const ownTypes = {
  VARCHAR: 'category',
  BIGINT: 'integer',
  DOUBLE: 'number',
  BOOLEAN: 'boolean',
  TIMESTAMP: 'timestamp',
} as const;

function typedColumn(
  { name, storage }: StackedColumn,
  types: ReadonlyMap<string, ColumnType>,
): string {
  const type = types.get(name) ?? 'category';
  const column = identifier(name);
  if (storage === storageOf(type)) return column;
  return `${typedCell(type, storage === 'VARCHAR' ? column : `CAST(${column} AS VARCHAR)`)} AS ${column}`;
}

/** Where a row of the stack stands: file, and line where the source can tell. */
export async function placeOf(parts: readonly StagedPart[], row: number): Promise<Place> {
  let left = row;
  for (const { part, rows } of parts) {
    if (left < rows) {
      const line = await part.lineOf?.(left);
      return { file: part.origin, ...(line === undefined ? {} : { line }) };
    }
    left -= rows;
  }
  return { file: basename(parts[0]?.part.origin ?? '') };
}

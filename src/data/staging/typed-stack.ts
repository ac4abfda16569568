import type { ColumnType } from '../../contracts/table.js';
import { storageOf, typedCell } from '../tables/cell-types.js';
import type { Database } from '../tables/database.js';
import { inferTypes } from '../tables/infer-types.js';
import { identifier } from '../tables/sql.js';
import { type Stack, type StackedColumn, stackedRelation } from './stack.js';
import { tellOfOverflow } from './tell-of-overflow.js';

/** How the columns of staged parts become typed. */
export interface TypedStack {
  readonly types: ReadonlyMap<string, ColumnType>;
  /** Every column as its type, in SQL over the stacked relation. */
  readonly select: readonly string[];
  /** That all but a few cells are of another type, or look so. */
  readonly doubts: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * A type for every column: the declared one, else the one it was staged as, else what its cells say. Cells that do
 * not fit a declared type were refused, or set aside, when they were staged.
 */
export async function typedStack(
  database: Database,
  stack: Stack,
  typeOf: (name: string) => ColumnType | undefined,
): Promise<TypedStack> {
  const doubtful = stack.parts.every(({ part }) => part.nullValues === undefined);
  const open = stack.columns.filter(
    ({ name, storage }) => typeOf(name) === undefined && storage === 'VARCHAR',
  );
  const inferred = await inferTypes(database, {
    relation: stackedRelation(stack),
    columns: open.map(({ name }) => name),
    doubtful,
  });
  const types = new Map(
    stack.columns.map(({ name, storage }): [string, ColumnType] => [
      name,
      typeOf(name) ?? inferred.get(name)?.type ?? ownTypes[storage],
    ]),
  );
  const [doubts, warnings]: [string[], string[]] = [[], []];
  for (const [name, { note, overflows }] of inferred) {
    if (note !== undefined) doubts.push(note);
    if (overflows !== undefined)
      warnings.push(await tellOfOverflow(database, stack, { name, overflows }));
  }
  return {
    types,
    select: stack.columns.map((column) => typedColumn(column, types)),
    doubts,
    warnings,
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

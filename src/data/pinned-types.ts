import { type ColumnType, isWritten, rowColumn } from '../contracts/table.js';
import { MlxError } from '../errors/index.js';
import type { Draft } from './draft.js';
import { storageOf } from './tables/cell-types.js';
import { identifier } from './tables/sql.js';

/**
 * Columns that came to be after the sources were read, such as sums, as the types the project pins: anything can become
 * a category or text, a whole number also a number. Throws `combine/pinned-type` for what would lose something.
 */
export function pinnedTypes(
  { relation, columns }: Pick<Draft, 'relation' | 'columns'>,
  typeOf: (name: string) => ColumnType | undefined,
): Pick<Draft, 'relation' | 'columns'> {
  const typed = columns.map((column) => ({ ...column, pinned: typeOf(column.name) }));
  const changed = typed.some(({ type, pinned }) => pinned !== undefined && pinned !== type);
  if (!changed) return { relation, columns };
  const cells = typed.map(({ name, type, pinned = type }) => {
    if (!suits(type, pinned)) throw unsuited(name, type, pinned);
    return `CAST(${identifier(name)} AS ${storageOf(pinned)}) AS ${identifier(name)}`;
  });
  return {
    relation: `(SELECT ${[identifier(rowColumn), ...cells].join(', ')} FROM ${relation})`,
    columns: typed.map(({ name, type, pinned = type }) => ({ name, type: pinned })),
  };
}

function suits(type: ColumnType, pinned: ColumnType): boolean {
  if (type === pinned || isWritten(pinned)) return true;
  return type === 'integer' && pinned === 'number';
}

function unsuited(name: string, type: ColumnType, pinned: ColumnType): MlxError {
  return new MlxError(
    'combine/pinned-type',
    `\`${name}\` is declared as ${pinned}, but comes out of \`ingest.combine\` as ${type}`,
    { hints: [`Declare it as ${type}, or leave its type out`] },
  );
}

import type { ColumnType } from '../../contracts/table.js';
import { rowColumn } from '../../contracts/table.js';
import type { Draft } from '../draft.js';
import { storageOf } from '../tables/cell-types.js';
import type { Database } from '../tables/database.js';
import { identifier } from '../tables/sql.js';
import { placeOf, type Stack, stackedRelation } from './stack.js';
import { typedStack } from './typed-stack.js';

/** A stack as a draft, and what was noticed when its types were decided. */
export interface TypedDraft {
  readonly draft: Draft;
  readonly doubts: readonly string[];
  readonly warnings: readonly string[];
}

interface DraftRequest {
  /** The type that the project declares for a column of the sources. */
  readonly typeOf: (name: string) => ColumnType | undefined;
  /** Number of the first row. */
  readonly firstRow: number;
  readonly sourceColumn?: string;
}

/** Decides the types of stacked parts and hands them on as a table under way. */
export async function draftOfStack(
  database: Database,
  stack: Stack,
  { typeOf, firstRow, sourceColumn }: DraftRequest,
): Promise<TypedDraft> {
  const { types, select, doubts, warnings } = await typedStack(database, stack, typeOf);
  const columns = stack.columns.map(({ name }) => ({ name, type: types.get(name) ?? 'category' }));
  const source = sourceColumn === undefined ? [] : [identifier(sourceColumn)];
  const misfits = stack.columns.flatMap(({ name, misfits: column }) =>
    column === undefined ? [] : [[name, column] as const],
  );
  const kept = misfits.map(([, column]) => identifier(column));
  const cells = [identifier(rowColumn), ...select, ...source, ...kept];
  const file = fileOf(stack, types, sourceColumn);
  const relation = stackedRelation(stack, {
    firstRow,
    ...(sourceColumn !== undefined && { sourceColumn }),
  });
  const draft: Draft = {
    relation: `(SELECT ${cells.join(', ')} FROM ${relation})`,
    columns:
      sourceColumn === undefined ? columns : [...columns, { name: sourceColumn, type: 'category' }],
    consecutive: true,
    ...(misfits.length > 0 && { misfits: new Map(misfits) }),
    placeOf: (row) => placeOf(stack.parts, row - firstRow),
    ...(file !== undefined && { file }),
  };
  return { draft, doubts, warnings };
}

/** The one staged file, when it holds the table as it stands. */
function fileOf(
  { parts, columns }: Stack,
  types: ReadonlyMap<string, ColumnType>,
  sourceColumn: string | undefined,
): string | undefined {
  const [only, ...more] = parts;
  if (only === undefined || more.length > 0 || sourceColumn !== undefined) return undefined;
  const asStaged = columns.every(({ name, storage, misfits }) => {
    const staged = only.columns.find((column) => column.name === name);
    const type = types.get(name);
    const same = type !== undefined && storageOf(type) === storage && staged?.storage === storage;
    return same && misfits === undefined;
  });
  return asStaged ? only.file : undefined;
}

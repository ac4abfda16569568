import type { Column, ColumnType } from '../../contracts/table.js';
import { MlxError } from '../../errors/index.js';
import { carriedColumns, type Draft, type Workbench } from '../draft.js';
import { storageOf } from '../tables/cell-types.js';
import type { Database } from '../tables/database.js';
import { identifier } from '../tables/sql.js';
import { expressionFailure, readExpression } from '../tables/user-expression.js';
import { type ColumnSettings, type ColumnsSettings, isDerived } from './column-settings.js';
import { atExpression, type Derivation, derivationOrder } from './derivation-order.js';
import { materialise } from './materialise.js';
import { lagSql, windowSql } from './window-sql.js';

type Typed = Pick<Column, 'name' | 'type'>;

/**
 * Adds the columns that follow from others, each after those it is worked out from. Throws `data/expression` for what is
 * no expression or fails on a row, `data/circular`, and `data/column-missing` for names there are not.
 */
export async function deriveColumns(
  draft: Draft,
  settings: ColumnsSettings,
  bench: Workbench,
): Promise<Draft> {
  const derivations = Object.entries(settings).filter(([, column]) => isDerived(column));
  if (derivations.length === 0) return draft;
  for (const [name] of derivations) refuseTaken(name, draft.columns);
  const names = draft.columns.map(({ name }) => name);
  let derived = draft;
  for (const derivation of await derivationOrder(settings, names, bench.database)) {
    derived = await derive(derived, derivation, bench).catch((error: unknown) => {
      throw atExpression(error, derivation.name);
    });
  }
  return derived;
}

async function derive(draft: Draft, derivation: Named, bench: Workbench): Promise<Draft> {
  const next = await withDerived(draft, derivation, bench.database);
  // A failing row is found here, where we know whose expression it was; and a window must not be computed again.
  return materialise(next, bench).catch((error: unknown) => {
    const { expression } = derivation.column;
    const hides = (bench.secret?.size ?? 0) > 0;
    throw expression === undefined ? error : expressionFailure(error, expression, hides);
  });
}

type Named = Omit<Derivation, 'reads'>;

/** The draft with one more column that follows from others, which is worked out whenever its rows are read. */
export async function withDerived(
  draft: Draft,
  { name, column }: Named,
  database: Database,
): Promise<Draft> {
  const { sql, type } = await cellOf(draft, column, database);
  const cell = `CAST(${sql} AS ${storageOf(type)}) AS ${identifier(name)}`;
  const { file: _whole, ...rest } = draft;
  return {
    ...rest,
    relation: `(SELECT ${[...carriedColumns(draft), cell].join(', ')} FROM ${draft.relation})`,
    columns: [...draft.columns, { name, type }],
  };
}

interface DerivedCell {
  readonly sql: string;
  readonly type: ColumnType;
}

async function cellOf(
  draft: Draft,
  { expression, lag, window, type: declared }: ColumnSettings,
  database: Database,
): Promise<DerivedCell> {
  if (expression !== undefined) {
    const { columns } = draft;
    const { sql, storage } = await readExpression(database, expression, {
      columns,
      condition: false,
    });
    return { sql, type: declared ?? typeOfStorage(storage) };
  }
  if (lag !== undefined) {
    const { sql, type } = lagSql(lag, draft.columns);
    return { sql, type: declared ?? type };
  }
  if (window === undefined) throw new Error('a derived column is an expression, a lag or a window');
  const { sql, type } = windowSql(window, draft.columns);
  return { sql, type: declared ?? type };
}

function typeOfStorage(storage: string): ColumnType {
  if (/^(U?(TINY|SMALL|BIG)?INT(EGER)?|U(TINY|SMALL|BIG)INT)$/.test(storage)) return 'integer';
  if (/^(FLOAT|DOUBLE|DECIMAL.*|U?HUGEINT)$/.test(storage)) return 'number';
  if (storage === 'BOOLEAN') return 'boolean';
  return /^(DATE|TIMESTAMP.*)$/.test(storage) ? 'timestamp' : 'category';
}

function refuseTaken(name: string, columns: readonly Typed[]): void {
  const taken = columns.find((other) => other.name.toLowerCase() === name.toLowerCase());
  if (taken === undefined) return;
  throw new MlxError(
    'data/column-duplicate',
    `\`${name}\` is to be derived, but the data has a column \`${taken.name}\``,
    { hints: ['Give the derived column another name', 'Rename the other one with `from`'] },
  );
}

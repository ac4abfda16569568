import type { ColumnType } from '../../../contracts/table.js';
import { MlxError } from '../../../errors/index.js';
import { storageOf } from '../../tables/cell-types.js';
import type { Rows, RowsColumn } from './rows.js';

/** Several rows one after the other. */
export interface Stack {
  readonly columns: readonly RowsColumn[];
  /** In SQL: what `also` gives for each, `row`, `origin` and the columns as `c0`, `c1`, …; in the order given. */
  readonly relation: string;
  /** Columns that some of them lack, in words. */
  readonly lacking: readonly string[];
}

/**
 * Rows matched by the names of their columns; a column some of them lack is missing there. Whole numbers and numbers
 * become numbers; throws `combine/column-types` when two columns of a name are otherwise of different types.
 */
export function stackRows(
  all: readonly Rows[],
  also: (rows: Rows, at: number) => readonly string[] = () => [],
): Stack {
  const columns = stackedColumns(all);
  const selects = all.map((rows, at) => {
    const cells = columns.map(({ name, type }, index) => {
      const own = rows.columns.findIndex((column) => column.name === name);
      return `CAST(${own < 0 ? 'NULL' : `c${own}`} AS ${storageOf(type)}) AS c${index}`;
    });
    return `SELECT ${['row', 'origin', ...also(rows, at), ...cells].join(', ')} FROM ${rows.relation}`;
  });
  return {
    columns,
    relation: `(${selects.join(' UNION ALL ')})`,
    lacking: lackingColumns(all, columns),
  };
}

function stackedColumns(all: readonly Rows[]): readonly RowsColumn[] {
  const found = new Map<string, RowsColumn & { readonly called: string }>();
  for (const { called, columns } of all) {
    for (const { name, type } of columns) {
      const other = found.get(name) ?? { name, type, called };
      const common = commonType(other.type, type);
      if (common === undefined) throw differentTypes({ name, type, called }, other);
      found.set(name, { ...other, type: common });
    }
  }
  return [...found.values()].map(({ name, type }) => ({ name, type }));
}

function commonType(one: ColumnType, other: ColumnType): ColumnType | undefined {
  if (one === other) return one;
  const both = new Set([one, other]);
  if (both.has('integer') && both.has('number')) return 'number';
  return both.has('category') && both.has('text') ? 'text' : undefined;
}

type Typed = RowsColumn & { readonly called: string };

function differentTypes(one: Typed, other: Typed): MlxError {
  return new MlxError(
    'combine/column-types',
    `\`${one.name}\` is of type ${other.type} in ${other.called} and of type ${one.type} in ${one.called}`,
    {
      hints: [
        `Give \`${one.name}\` one type under \`ingest.columns\`, such as \`${one.name}: category\``,
      ],
    },
  );
}

function lackingColumns(all: readonly Rows[], columns: readonly RowsColumn[]): readonly string[] {
  return all.flatMap((rows) => {
    const own = new Set(rows.columns.map(({ name }) => name));
    const missing = columns.filter(({ name }) => !own.has(name)).map(({ name }) => `\`${name}\``);
    if (missing.length === 0) return [];
    const shown =
      missing.length > 6 ? [...missing.slice(0, 5), `${missing.length - 5} more`] : missing;
    const noun = missing.length === 1 ? 'column' : 'columns';
    return [`${rows.called} has no ${noun} ${shown.join(', ')}: missing in its rows`];
  });
}

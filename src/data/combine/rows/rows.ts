import { type Column, rowColumn } from '../../../contracts/table.js';
import type { Draft } from '../../draft.js';
import { identifier } from '../../tables/sql.js';

/** A column of rows that are being combined. */
export type RowsColumn = Pick<Column, 'name' | 'type'>;

/** Rows on their way through the steps that combine them. */
export interface Rows {
  /** Sources (and `the table so far`) as the user knows them. */
  readonly called: string;
  /**
   * In SQL, fit to stand after FROM: `row` (unique, rising), `origin` (the number under which the row was read from its
   * source) and the columns as `c0`, `c1` and so on, so that no name from outside can be taken for one of ours.
   */
  readonly relation: string;
  readonly columns: readonly RowsColumn[];
}

/** The rows of a draft, under the numbers they were read with. */
export function rowsOf(called: string, { relation, columns }: Draft): Rows {
  const row = identifier(rowColumn);
  const cells = columns.map(({ name }, index) => `${identifier(name)} AS c${index}`);
  return {
    called,
    relation: `(SELECT ${[`${row} AS row`, `${row} AS origin`, ...cells].join(', ')} FROM ${relation})`,
    columns,
  };
}

/** The rows as others know them: every column under its name, and the row's number. */
export function namedRelation({ relation, columns }: Rows): string {
  const cells = columns.map(({ name }, index) => `c${index} AS ${identifier(name)}`);
  return `(SELECT ${[`row AS ${identifier(rowColumn)}`, ...cells].join(', ')} FROM ${relation})`;
}

/** A column by its name: where it stands, its type, and how SQL names it. */
export function columnOf(rows: Rows, name: string): RowsColumn & { readonly cell: string } {
  const index = rows.columns.findIndex((column) => column.name === name);
  const column = rows.columns[index];
  if (column === undefined) throw new Error(`${rows.called} has no column ${name}`);
  return { ...column, cell: `c${index}` };
}

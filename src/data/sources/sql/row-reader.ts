import { nearestWord } from '../../../errors/index.js';
import type { RowLines, SpooledColumn } from './spool-rows.js';
import type { WantedTable } from './wanted-rows.js';

/** A database in one moment, asked in its own SQL. What goes wrong is thrown in words. */
export interface RowReader<Column extends SpooledColumn = SpooledColumn> {
  /** Such as `postgres`. */
  readonly system: string;
  /** Which database of that system it is, without secrets. */
  readonly place: string;
  /** The name of a column or table in its SQL. */
  quoted(name: string): string;
  /** A text in its SQL. */
  literal(text: string): string;
  /** A query for the rows of a table in the order of its primary key. */
  tableQuery(wanted: WantedTable): Promise<string>;
  /** What a query would give, without running it. */
  columns(query: string): Promise<readonly Column[]>;
  /** The rows of a query in its own order. */
  lines(query: string, columns: readonly Column[]): AsyncIterable<RowLines>;
}

/** What to do about a table that is not there, when these are. */
export function tableHints(
  shown: string,
  names: readonly string[],
  none: string,
): readonly string[] {
  const nearest = nearestWord(shown, names) ?? nearestWord(shown.split('.').at(-1) ?? '', names);
  return [
    ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
    names.length === 0 ? none : `There are: ${names.slice(0, 30).join(', ')}`,
  ];
}

/** What to do when a server has no tables at all. */
export const noTables = 'Check `database`: there are no tables in it';

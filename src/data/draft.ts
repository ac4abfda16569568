import type { Emit } from '../contracts/events.js';
import { type Column, rowColumn } from '../contracts/table.js';
import type { Place } from '../errors/index.js';
import type { Database } from './tables/database.js';
import { identifier } from './tables/sql.js';

/** A table on its way through ingest: typed rows over files in scratch. */
export interface Draft {
  /**
   * The rows, in SQL fit to stand after FROM: the columns below as Parquet holds them, and `__row` (BIGINT), which
   * rises from row to row, differs in every row, may have gaps, and leads back to where the row was read.
   */
  readonly relation: string;
  readonly columns: readonly Pick<Column, 'name' | 'type'>[];
  /** A Parquet file in scratch that holds these rows and columns already, in this order; absent when none does. */
  readonly file?: string;
  /**
   * For columns some of whose cells could not be read as their declared type, and are missing there: the column of the
   * relation that holds those cells as text.
   */
  readonly misfits?: ReadonlyMap<string, string>;
  /** Whether rows that follow each other in a file differ by one in `__row`, so that lines can be counted on. */
  readonly consecutive?: boolean;
  /** Where the row with this `__row` was read: the file (or table) and the line where that can be told. */
  readonly placeOf: (row: number) => Promise<Place>;
}

/** What a step of ingest may use. */
export interface Workbench {
  readonly database: Database;
  /** Folder that relative paths start from. */
  readonly projectDir: string;
  /** An existing folder for files that only this ingest needs. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** Columns whose cells must not be shown in any message; none when absent. */
  readonly secret?: ReadonlySet<string>;
}

/** The columns of a draft and those it carries along unseen, with the row number first, as SQL names. */
export function carriedColumns({ columns, misfits }: Draft): readonly string[] {
  return [rowColumn, ...columns.map(({ name }) => name), ...(misfits?.values() ?? [])].map(
    identifier,
  );
}

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Place } from '../../../errors/index.js';
import type { Workbench } from '../../draft.js';
import { rowProgress } from '../../tables/row-progress.js';
import { literal, numberedParquetRows, parquetRows } from '../../tables/sql.js';
import type { Rows, RowsColumn } from './rows.js';
import { tableSoFar } from './unknown-column.js';

/** What a step that combines rows works with. */
export interface Workshop {
  readonly bench: Workbench;
  /** What the user calls the step, such as `join invoices`. */
  readonly label: string;
  /** The rows of a source. */
  readonly source: (name: string) => Rows;
  /** Where a row with this origin was read. */
  readonly placeOf: (origin: number) => Promise<Place>;
  readonly note: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly tellOfConflicts: (conflicts: Conflicts) => void;
  /** A file of JSON lines in scratch: rows that went because they are like others, and why. */
  readonly tellOfAlike: (file: string) => void;
}

/** Where sources disagreed. */
export interface Conflicts {
  /** Keys whose rows disagree, for every field with such keys. */
  readonly fields: readonly {
    readonly name: string;
    readonly rule: string;
    readonly keys: number;
  }[];
  /**
   * JSON lines in scratch: one for every row of a key and field in conflict, with `key`, `field`, `source`, `value`,
   * `rule`, and whether the value `wins`.
   */
  readonly file: string;
}

/** Rows that were written down, with what else was written at hand. */
export interface KeptRows extends Rows {
  readonly count: number;
  /** What the query selected, in SQL fit to stand after FROM. */
  readonly written: string;
}

interface Keeping {
  readonly columns: readonly RowsColumn[];
  /**
   * Gives `origin`, the columns as `c0`, `c1`, … and what else the step wants to know later, in the order of the rows;
   * several queries give the rows one after the other.
   */
  readonly query: string | readonly string[];
}

/** Writes the rows of a query into scratch; they are numbered anew, from 0. */
export async function keepRows(
  { bench, label }: Pick<Workshop, 'bench' | 'label'>,
  { columns, query }: Keeping,
): Promise<KeptRows> {
  const cells = columns.map((_, index) => `c${index}`);
  const files: string[] = [];
  const selects: string[] = [];
  let count = 0;
  for (const each of typeof query === 'string' ? [query] : query) {
    const file = await writeAside({ bench, label }, each);
    const row = `file_row_number + ${count} AS row`;
    selects.push(
      `SELECT ${[row, 'origin', ...cells].join(', ')} FROM ${numberedParquetRows(file)}`,
    );
    files.push(file);
    count += await countRows(bench, parquetRows(file));
  }
  const relation = `(${selects.join(' UNION ALL ')})`;
  return { called: tableSoFar, columns, relation, count, written: parquetRows(files) };
}

/** Writes the rows of a query into a Parquet file in scratch, in their order, and returns its path. */
export async function writeAside(
  { bench, label }: Pick<Workshop, 'bench' | 'label'>,
  query: string,
): Promise<string> {
  const file = join(bench.scratch, `combine-${randomUUID()}.parquet`);
  await bench.database.run(
    `COPY (${query}) TO ${literal(file)} (FORMAT parquet)`,
    rowProgress(bench.emit, label),
  );
  return file;
}

export async function countRows(
  { database }: Pick<Workbench, 'database'>,
  relation: string,
): Promise<number> {
  const [row] = await database.rows<{ rows: number }>(`SELECT count(*) AS rows FROM ${relation}`);
  return row?.rows ?? 0;
}

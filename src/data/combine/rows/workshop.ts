import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Place } from '../../../errors/index.js';
import type { Workbench } from '../../draft.js';
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
}

/** Rows that were written down, with the files' further columns at hand. */
export interface KeptRows extends Rows {
  readonly count: number;
  /** The Parquet file, in SQL fit to stand after FROM: what the query selected. */
  readonly written: string;
}

interface Keeping {
  readonly columns: readonly RowsColumn[];
  /** Gives `origin`, the columns as `c0`, `c1`, … and what else the step wants to know later, in the order of the rows. */
  readonly query: string;
}

/** Writes the rows of a query into scratch; they are numbered anew, from 0. */
export async function keepRows(
  { bench, label }: Workshop,
  { columns, query }: Keeping,
): Promise<KeptRows> {
  const file = await writeAside({ bench, label }, query);
  const cells = columns.map((_, index) => `c${index}`);
  return {
    called: tableSoFar,
    columns,
    relation: `(SELECT ${['file_row_number AS row', 'origin', ...cells].join(', ')} FROM ${numberedParquetRows(file)})`,
    count: await countRows(bench, parquetRows(file)),
    written: parquetRows(file),
  };
}

/** Writes the rows of a query into a Parquet file in scratch, in their order, and returns its path. */
export async function writeAside(
  { bench, label }: Pick<Workshop, 'bench' | 'label'>,
  query: string,
): Promise<string> {
  const file = join(bench.scratch, `combine-${randomUUID()}.parquet`);
  await bench.database.run(`COPY (${query}) TO ${literal(file)} (FORMAT parquet)`, (done) =>
    bench.emit({ type: 'progress', done, total: 100, unit: 'percent', label }),
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

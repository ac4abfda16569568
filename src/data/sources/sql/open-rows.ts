import type { SourcePart, SourceWorld } from '../source.js';
import { incrementOf } from './increment.js';
import { incrementalRows } from './incremental-rows.js';
import type { RowReader } from './row-reader.js';
import { spoolRows } from './spool-rows.js';
import type { WantedRows } from './wanted-rows.js';

/** What of a database is to be read, and how. */
export interface RowsRequest {
  readonly wanted: WantedRows;
  /** What the user knows it by. */
  readonly origin: string;
  readonly values: {
    readonly null_values?: readonly string[] | undefined;
    readonly incremental?: Parameters<typeof incrementOf>[0]['incremental'];
  };
}

/** The rows of a table or query as a part; with `incremental` those read before and what is new to them. */
export async function openRows(
  reader: RowReader,
  { wanted, origin, values }: RowsRequest,
  world: SourceWorld,
): Promise<SourcePart> {
  const incremental = incrementOf(values);
  const query = wanted.kind === 'query' ? wanted.text : await reader.tableQuery(wanted);
  const dialect = { format: reader.system, [wanted.kind]: wanted.shown };
  const nullValues = values.null_values;
  if (incremental === undefined || world.headerOnly === true) {
    const columns = await reader.columns(query);
    const lines = reader.lines(query, columns);
    return await spoolRows({ origin, columns, lines, dialect, nullValues }, world);
  }
  const table = await incrementalRows(reader, { query, origin, incremental }, world);
  return { origin, dialect, ...table, ...(nullValues === undefined ? {} : { nullValues }) };
}

import { type Source, type SourceWorld, type StateWorld, tellUnvouched } from '../source.js';
import { noWatermark, serverParams } from './database-params.js';
import { incrementOf } from './increment.js';
import { openRows } from './open-rows.js';
import type { RowReader } from './row-reader.js';
import type { ServerValues } from './server-address.js';
import type { SpooledColumn } from './spool-rows.js';
import { wantedRows, watermarkQuery } from './wanted-rows.js';

/** A database server in a transaction that sees one moment and cannot write. */
export interface ServerReader<Column extends SpooledColumn = SpooledColumn>
  extends RowReader<Column>,
    AsyncDisposable {
  /** The rows of a small answer. */
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
}

interface Server {
  readonly name: string;
  /** Such as `PostgreSQL`. */
  readonly title: string;
  /** Connects, or throws an `MlxError` that says what is wrong without a word of the credentials. */
  readonly connect: (values: ServerValues, world: StateWorld) => Promise<ServerReader>;
}

/** The source that reads tables and queries of a database server. */
export function serverSource({ name, title, connect }: Server): Source<typeof serverParams> {
  const read = async (values: ServerValues, world: SourceWorld) => {
    const wanted = wantedRows(values);
    const watermark = values.watermark ?? incrementOf(values)?.watermark;
    tellUnvouched({ refresh: values.refresh, watermark }, noWatermark, world);
    await using reader = await connect(values, world);
    const origin = `${wanted.shown} (${name})`;
    return await openRows(reader, { wanted, origin, values }, world);
  };
  return {
    name,
    summary: `Tables and queries of a ${title} server`,
    extensions: [],
    params: serverParams,
    required: [],
    paths: () => [],
    async *open(values, world) {
      yield await read(values, world);
    },
    async state(values, world) {
      const wanted = wantedRows(values);
      const watermark = values.watermark ?? incrementOf(values)?.watermark;
      if (watermark === undefined) return undefined;
      await using reader = await connect(values, world);
      const quoted = (part: string): string => reader.quoted(part);
      const relation =
        wanted.kind === 'table' ? wanted.parts.map(quoted).join('.') : `(${wanted.text}\n) AS q`;
      return JSON.stringify(await reader.rows(watermarkQuery(watermark, relation, quoted)));
    },
  };
}

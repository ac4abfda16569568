import { openPostgres, postgresWatermark } from './postgres/open-postgres.js';
import { type Source, tellUnvouched } from './source.js';
import { noWatermark, serverParams } from './sql/database-params.js';
import { wantedRows } from './sql/wanted-rows.js';

/** Tables and queries of a PostgreSQL server, read in one transaction that sees one moment and cannot write. */
export const postgres: Source<typeof serverParams> = {
  name: 'postgres',
  summary: 'Tables and queries of a PostgreSQL server',
  extensions: [],
  params: serverParams,
  required: [],
  paths: () => [],
  async *open(values, world) {
    const wanted = wantedRows(values);
    tellUnvouched(values, noWatermark, world);
    yield await openPostgres(wanted, values, world);
  },
  async state(values, world) {
    const wanted = wantedRows(values);
    return values.watermark === undefined
      ? undefined
      : await postgresWatermark(wanted, { ...values, watermark: values.watermark }, world);
  },
};

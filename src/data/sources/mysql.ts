import { mysqlWatermark, openMysql } from './mysql/open-mysql.js';
import { type Source, tellUnvouched } from './source.js';
import { noWatermark, serverParams } from './sql/database-params.js';
import { wantedRows } from './sql/wanted-rows.js';

/** Tables and queries of a MySQL or MariaDB server, read in one transaction that sees one moment and cannot write. */
export const mysql: Source<typeof serverParams> = {
  name: 'mysql',
  summary: 'Tables and queries of a MySQL or MariaDB server',
  extensions: [],
  params: serverParams,
  required: [],
  paths: () => [],
  async *open(values, world) {
    const wanted = wantedRows(values);
    tellUnvouched(values, noWatermark, world);
    yield await openMysql(wanted, values, world);
  },
  async state(values, world) {
    const wanted = wantedRows(values);
    return values.watermark === undefined
      ? undefined
      : await mysqlWatermark(wanted, { ...values, watermark: values.watermark }, world);
  },
};

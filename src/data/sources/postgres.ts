import { openPostgres } from './postgres/open-postgres.js';
import { serverSource } from './sql/server-source.js';

/** Tables and queries of a PostgreSQL server, read in one transaction that sees one moment and cannot write. */
export const postgres = serverSource({
  name: 'postgres',
  title: 'PostgreSQL',
  connect: openPostgres,
});

import { openMysql } from './mysql/open-mysql.js';
import { serverSource } from './sql/server-source.js';

/** Tables and queries of a MySQL or MariaDB server, read in one transaction that sees one moment and cannot write. */
export const mysql = serverSource({
  name: 'mysql',
  title: 'MySQL or MariaDB',
  connect: openMysql,
});

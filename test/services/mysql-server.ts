import { join } from 'node:path';
import mysql from 'mysql2/promise';
import {
  accountOf,
  findProgram,
  freePort,
  removeFolder,
  runProgram,
  ServerProcess,
  serverFolder,
} from './server-process.js';

const program = findProgram('mariadbd', 'mysqld');
const installer = findProgram('mariadb-install-db', 'mysql_install_db');
export const mysqlMissing = program === undefined || installer === undefined;

/** A MariaDB server of its own, with a database `test` and one user who has a password. */
export interface MysqlServer extends AsyncDisposable {
  readonly port: number;
  readonly password: string;
  readonly params: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
  };
  readonly run: (...statements: readonly string[]) => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
}

export async function startMysql(): Promise<MysqlServer> {
  const account = accountOf('mysql');
  const folder = await serverFolder(account);
  const [data, port, password] = [join(folder, 'data'), await freePort(), 'my-s3cret/&?'];
  await runProgram(
    installer ?? '',
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ],
    account,
  );
  const socket = join(folder, 's');
  let server: ServerProcess | undefined;
  const run = async (...statements: readonly string[]): Promise<void> => {
    const connection = await mysql.createConnection({
      socketPath: socket,
      user: 'root',
      database: 'mysql',
    });
    try {
      for (const statement of statements) await connection.query(statement);
    } finally {
      connection.destroy();
    }
  };
  const start = async (): Promise<void> => {
    server = new ServerProcess(
      program ?? '',
      [
        '--no-defaults',
        `--datadir=${data}`,
        `--socket=${socket}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        `--pid-file=${join(folder, 'pid')}`,
        '--innodb-flush-log-at-trx-commit=0',
      ],
      account,
    );
    await server.ready(() => run('SELECT 1'));
  };
  await start();
  await run(
    'CREATE DATABASE test CHARACTER SET utf8mb4',
    `CREATE USER reader@'127.0.0.1' IDENTIFIED BY '${password}'`,
    `GRANT ALL ON test.* TO reader@'127.0.0.1'`,
  );
  return {
    ...{ port, password, run, start },
    params: { host: '127.0.0.1', port, database: 'test', user: 'reader' },
    kill: async () => server?.kill(),
    [Symbol.asyncDispose]: async () => {
      await server?.kill();
      await removeFolder(folder);
    },
  };
}

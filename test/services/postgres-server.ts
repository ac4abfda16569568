import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import {
  accountOf,
  findProgram,
  freePort,
  removeFolder,
  runProgram,
  ServerProcess,
  serverFolder,
} from './server-process.js';

const program = findProgram('postgres');
export const postgresMissing = program === undefined || findProgram('initdb') === undefined;

/** A PostgreSQL server of its own, with one user who has a password. */
export interface PostgresServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Params of a source that reads from it. */
  readonly params: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
  };
  readonly run: (sql: string) => Promise<void>;
  /** Kills it as a power cut would. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
}

export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const account = accountOf('postgres');
  const folder = await serverFolder(account);
  const [data, port, password] = [join(folder, 'data'), await freePort(), 'pg-s3cret/&?'];
  const bin = (name: string): string => findProgram(name) ?? name;
  const passwords = join(folder, 'password');
  await writeFile(passwords, password, { mode: 0o644 });
  await runProgram(
    bin('initdb'),
    [
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      '--pwfile',
      passwords,
      '--no-sync',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
    ],
    account,
  );
  const connect = { host: '127.0.0.1', port, user: 'postgres', database: 'postgres', password };
  const run = async (sql: string): Promise<void> => {
    const client = new pg.Client(connect);
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  let server: ServerProcess | undefined;
  const start = async (): Promise<void> => {
    const own = [
      `listen_addresses=127.0.0.1`,
      `port=${port}`,
      `unix_socket_directories=${folder}`,
      'fsync=off',
    ];
    const flags = [...own, ...settings].flatMap((setting) => ['-c', setting]);
    server = new ServerProcess(program ?? 'postgres', ['-D', data, ...flags], {
      ...account,
      env: { ...process.env, PATH: `${dirname(program ?? '')}:${process.env['PATH'] ?? ''}` },
    });
    await server.ready(() => run('SELECT 1'));
  };
  await start();
  return {
    ...{ host: connect.host, port, user: connect.user, password, run, start },
    params: { host: connect.host, port, database: 'postgres', user: connect.user },
    kill: async () => server?.kill('SIGQUIT'),
    [Symbol.asyncDispose]: async () => {
      await server?.kill('SIGQUIT');
      await removeFolder(folder);
    },
  };
}

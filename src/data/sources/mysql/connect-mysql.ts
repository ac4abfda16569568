import type { Connection, ConnectionOptions } from 'mysql2';
import type { ErrorCode, MlxError } from '../../../errors/index.js';
import {
  interrupted,
  networkError,
  type Service,
  serviceError,
} from '../../../services/service-error.js';
import type { StateWorld } from '../source.js';
import { known, type ServerValues, serverAddress, tlsOptions } from '../sql/server-address.js';

/** A connection in a transaction that sees one moment of the data and cannot write. */
export interface MysqlSession extends AsyncDisposable {
  readonly connection: Connection;
  readonly service: Service;
}

/** Connects, or throws an `MlxError` that says what is wrong without a word of the credentials. */
export async function connectMysql(
  values: ServerValues,
  { projectDir, signal }: StateWorld,
): Promise<MysqlSession> {
  signal.throwIfAborted();
  const { default: client } = await import('mysql2');
  const address = serverAddress(values, { system: 'MySQL', protocols: ['mysql', 'mariadb'] });
  const { service, host = '127.0.0.1', port = 3306, database, user, password } = address;
  const ssl = await tlsOptions(address, values, projectDir);
  const options: ConnectionOptions = {
    ...(host.startsWith('/') ? { socketPath: host } : { host, port }),
    ...known({ database, user, password, ssl }),
    ...{ connectTimeout: values.timeout * 1000, charset: 'utf8mb4', timezone: 'Z' },
    ...{ dateStrings: true, supportBigNumbers: true, jsonStrings: true, rowsAsArray: true },
    ...{ multipleStatements: false, flags: ['-LOCAL_FILES'], enableKeepAlive: true },
  };
  const connection = client.createConnection(options);
  // What breaks between two queries is told by the next one.
  connection.on('error', () => undefined);
  const destroy = (): void => connection.destroy();
  signal.addEventListener('abort', destroy, { once: true });
  const close = (): Promise<void> => {
    signal.removeEventListener('abort', destroy);
    connection.destroy();
    return Promise.resolve();
  };
  try {
    await new Promise<void>((done, fail) =>
      connection.connect((error) => (error === null ? done() : fail(error))),
    );
    for (const statement of begin) await connection.promise().query(statement);
  } catch (error) {
    await close();
    signal.throwIfAborted();
    throw explainMysql(error, service);
  }
  return { connection, service, [Symbol.asyncDispose]: close };
}

const begin = [
  `SET SESSION time_zone = '+00:00'`,
  'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ',
  'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
];

interface Meaning {
  readonly names: RegExp;
  readonly code: ErrorCode;
  readonly words: string;
  readonly hint: string;
}

const meanings: readonly Meaning[] = [
  {
    names: /ACCESS_DENIED|HOST_NOT_PRIVILEGED|HOST_IS_BLOCKED|AUTH|^HANDSHAKE_NO_SSL/,
    code: 'source/refused',
    words: 'does not let the user in, or not to this data',
    hint: 'Check `user`, `password` and `tls`, and what the user may read from here',
  },
  {
    names: /NO_SUCH_TABLE|BAD_DB|NO_DB/,
    code: 'source/not-there',
    words: 'does not have what should be read',
    hint: 'Correct the name; set `database` on the source',
  },
  {
    names: /READ_ONLY_TRANSACTION|OPTION_PREVENTS/,
    code: 'source/not-read-only',
    words: 'was asked to change data',
    hint: 'Leave only what reads in `query`',
  },
  {
    names: /CON_COUNT|SERVER_SHUTDOWN|TOO_MANY_USER/,
    code: 'source/unreachable',
    words: 'does not take connections now',
    hint: 'Run again when it does',
  },
  {
    names:
      /PARSE|BAD_FIELD|SYNTAX|DUP_FIELDNAME|WRONG|UNKNOWN|NON_UNIQ|SP_DOES|INVALID|UNSUPPORTED|NONUNIQ|CANT|DATA_OUT/,
    code: 'source/query',
    words: 'does not accept the query',
    hint: 'Try it in the `mysql` client as the same user',
  },
  {
    names: /^ER_/,
    code: 'source/failed',
    words: 'failed',
    hint: 'Look into the log of the server',
  },
];

/** What a failure of the client means; `reading` when rows had begun to come. */
export function explainMysql(error: unknown, service: Service, reading = false): MlxError {
  const message = error instanceof Error ? error.message : '';
  const name = error instanceof Error && 'code' in error ? String(error.code) : '';
  const network = networkError(service, error, reading);
  if (network !== undefined) return network;
  if (reading && /lost|closed|SHUTDOWN/i.test(`${message} ${name}`))
    return interrupted(service, error);
  const meaning = meanings.find(({ names }) => names.test(name));
  const { code, words, hint } = meaning ?? {
    code: 'source/unreachable' as const,
    words: 'cannot be reached',
    hint: 'Check host, port, `tls` and `timeout` of the source',
  };
  return serviceError(service, {
    code,
    message: `${service.name} ${words}: ${message === '' ? 'it gave no reason' : message}`,
    hints: [hint],
  });
}

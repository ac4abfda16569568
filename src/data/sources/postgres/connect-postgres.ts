import type { Client, ClientConfig } from 'pg';
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
export interface PostgresSession extends AsyncDisposable {
  readonly client: Client;
  readonly service: Service;
}

/** Connects, or throws an `MlxError` that says what is wrong without a word of the credentials. */
export async function connectPostgres(
  values: ServerValues,
  { projectDir, signal }: StateWorld,
): Promise<PostgresSession> {
  signal.throwIfAborted();
  const { Client: PostgresClient } = (await import('pg')).default;
  const address = serverAddress(values, {
    system: 'PostgreSQL',
    protocols: ['postgres', 'postgresql'],
  });
  const { service, host, port, database, user, password } = address;
  const ssl = await tlsOptions(address, values, projectDir);
  const config: ClientConfig = {
    ...known({ host, port, database, user, password, ssl }),
    connectionTimeoutMillis: values.timeout * 1000,
    application_name: 'mlx',
    keepAlive: true,
    types: { getTypeParser: () => (text: string) => text },
  };
  const client = new PostgresClient(config);
  // What breaks between two queries is told by the next one.
  client.on('error', () => undefined);
  const abort = (): void => void client.end().catch(() => undefined);
  signal.addEventListener('abort', abort, { once: true });
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', abort);
    await Promise.race([client.end().catch(() => undefined), pause(1000)]);
  };
  try {
    await client.connect();
    await client.query(begin);
  } catch (error) {
    await close();
    signal.throwIfAborted();
    throw explainPostgres(error, service);
  }
  return { client, service, [Symbol.asyncDispose]: close };
}

/** Texts come out the same whatever the server or its user is set to; a vanished client is noticed. */
const begin = `BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL IntervalStyle = 'iso_8601';
  SET LOCAL extra_float_digits = 1; SET LOCAL standard_conforming_strings = on`;

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => void setTimeout(done, milliseconds).unref());
}

interface Meaning {
  readonly states: RegExp;
  readonly code: ErrorCode;
  readonly words: string;
  readonly hint: string;
}

const meanings: readonly Meaning[] = [
  {
    states: /^28/,
    code: 'source/refused',
    words: 'does not let the user in',
    hint: 'Check `user` and `password`, and what `pg_hba.conf` allows from here',
  },
  {
    states: /^42501$/,
    code: 'source/refused',
    words: 'does not let the user read this',
    hint: 'Grant the user SELECT on it',
  },
  {
    states: /^(3D000|3F000|42P01)$/,
    code: 'source/not-there',
    words: 'does not have what should be read',
    hint: 'Correct the name; what is quoted must match letter for letter',
  },
  {
    states: /^25006$/,
    code: 'source/not-read-only',
    words: 'was asked to change data',
    hint: 'Leave only what reads in `query`',
  },
  {
    states: /^(57P0|08|53300)/,
    code: 'source/unreachable',
    words: 'does not take connections now',
    hint: 'Run again when it does',
  },
  {
    states: /^(22|42|0A|21|2F)/,
    code: 'source/query',
    words: 'does not accept the query',
    hint: 'Try it with `psql` as the same user',
  },
  {
    states: /^[0-9A-Z]{5}$/,
    code: 'source/failed',
    words: 'failed',
    hint: 'Look into the log of the server',
  },
];

/** What a failure of the client means; `reading` when rows had begun to come. */
export function explainPostgres(error: unknown, service: Service, reading = false): MlxError {
  const message = error instanceof Error ? error.message : '';
  const state = error instanceof Error && 'code' in error ? String(error.code) : '';
  const network = networkError(service, error, reading);
  if (network !== undefined) return network;
  if (reading && isGone(message, state)) return interrupted(service, error);
  const { code, words, hint } =
    meanings.find(({ states }) => states.test(state)) ?? silent(message);
  return serviceError(service, {
    code,
    message: `${service.name} ${words}: ${message === '' ? 'it gave no reason' : message}`,
    hints: [hint],
  });
}

/** What has no state did not come from the server. */
function silent(message: string): Omit<Meaning, 'states'> {
  const hint = /SSL|TLS/i.test(message)
    ? 'Set `tls` on the source as the server wants it'
    : 'Check host, port and `timeout` of the source';
  return { code: 'source/unreachable', words: 'cannot be reached', hint };
}

function isGone(message: string, state: string): boolean {
  const broken = /terminated|Connection ended|not queryable|closed the connection/i.test(message);
  return broken || /^(57P0|08)/.test(state);
}

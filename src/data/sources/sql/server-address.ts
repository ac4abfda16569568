import type { ValuesOf } from '../../../contracts/params.js';
import { MlxError } from '../../../errors/index.js';
import type { Service } from '../services/service-error.js';
import type { serverParams } from './database-params.js';

export type ServerValues = ValuesOf<typeof serverParams>;

/** Where a database server is and who asks. What is undefined is left to the client, which looks at its environment. */
export interface ServerAddress {
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly database: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly tls: 'off' | 'on' | 'unverified';
  readonly service: Service;
}

/** Takes an address apart. What stands in a setting of its own goes before what stands in the URL. */
export function serverAddress(
  values: ServerValues,
  { system, protocols }: { readonly system: string; readonly protocols: readonly string[] },
): ServerAddress {
  const url = values.url === undefined ? undefined : parsed(values.url, protocols);
  const part = (text: string | undefined): string | undefined =>
    text === undefined || text === '' ? undefined : decoded(text);
  const host = values.host ?? part(url?.searchParams.get('host') ?? url?.hostname);
  const port = values.port ?? (url?.port ? Number(url.port) : undefined);
  const password = values.password ?? part(url?.password);
  const shown = host === undefined ? 'its usual place' : `${host}${port === undefined ? '' : `:${port}`}`;
  return {
    host,
    port,
    database: values.database ?? part(url?.pathname.slice(1)),
    user: values.user ?? part(url?.username),
    password,
    tls: values.tls ?? tlsOf(url),
    service: {
      name: `${system} at ${shown}`,
      secrets: [password, url?.password, values.url].filter((text) => text !== undefined),
    },
  };
}

function parsed(text: string, protocols: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && protocols.some((protocol) => url.protocol === `${protocol}:`)) return url;
  throw new MlxError('data/source-incomplete', '`url` of the source is no address of such a database', {
    hints: [`Write it as \`${protocols[0] ?? ''}://user@host:port/database\``],
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A stray per cent sign stands for itself.
  }
}

/** As the clients of both systems understand their URLs. */
function tlsOf(url: URL | undefined): ServerAddress['tls'] {
  const mode = (url?.searchParams.get('sslmode') ?? url?.searchParams.get('ssl-mode') ?? '').toLowerCase();
  if (['verify-ca', 'verify-full', 'verify_ca', 'verify_identity'].includes(mode)) return 'on';
  return ['require', 'required', 'no-verify'].includes(mode) ? 'unverified' : 'off';
}

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ValuesOf } from '../../../contracts/params.js';
import { MlxError } from '../../../errors/index.js';
import type { Service } from '../../../services/service-error.js';
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
  const { host, port, database, user, password } = { ...partsOf(url), ...given(values) };
  const shown = [host ?? 'its usual place', ...(port === undefined ? [] : [port])].join(':');
  return {
    ...{ host, port, database, user, password },
    tls: values.tls ?? tlsOf(url),
    service: {
      name: `${system} at ${shown}`,
      secrets: [password, url?.password, values.url].filter((text) => text !== undefined),
    },
  };
}

type Parts = Partial<Omit<ServerAddress, 'tls' | 'service'>>;

function given({ host, port, database, user, password }: ServerValues): Parts {
  const all = Object.entries({ host, port, database, user, password });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

function partsOf(url: URL | undefined): Parts {
  if (url === undefined) return {};
  const part = (text: string): string | undefined => (text === '' ? undefined : decoded(text));
  return {
    host: part(url.searchParams.get('host') ?? url.hostname),
    port: url.port === '' ? undefined : Number(url.port),
    database: part(url.pathname.slice(1)),
    user: part(url.username),
    password: part(url.password),
  };
}

/** What the clients want to know of encryption; undefined for none. */
export async function tlsOptions(
  { tls }: ServerAddress,
  { ca }: ServerValues,
  projectDir: string,
): Promise<{ readonly rejectUnauthorized: boolean; readonly ca?: string } | undefined> {
  if (tls === 'off') return undefined;
  if (ca === undefined) return { rejectUnauthorized: tls === 'on' };
  const authority = await readFile(resolve(projectDir, ca), 'utf8').catch((cause: unknown) => {
    throw new MlxError('data/unreadable-file', `\`${ca}\` cannot be opened`, {
      hints: ['Correct the path under `ca`; it is relative to the project file'],
      cause,
    });
  });
  return { rejectUnauthorized: tls === 'on', ca: authority };
}

/** The settings that are known, for a client that takes none for undefined. */
export function known<Settings extends object>(
  settings: Settings,
): { [Name in keyof Settings]?: NonNullable<Settings[Name]> } {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Settings]?: NonNullable<Settings[Name]> };
}

function parsed(text: string, protocols: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && protocols.some((protocol) => url.protocol === `${protocol}:`))
    return url;
  throw new MlxError(
    'data/source-incomplete',
    '`url` of the source is no address of such a database',
    {
      hints: [`Write it as \`${protocols[0] ?? ''}://user@host:port/database\``],
    },
  );
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
  const mode = (
    url?.searchParams.get('sslmode') ??
    url?.searchParams.get('ssl-mode') ??
    ''
  ).toLowerCase();
  if (['verify-ca', 'verify-full', 'verify_ca', 'verify_identity'].includes(mode)) return 'on';
  return ['require', 'required', 'no-verify'].includes(mode) ? 'unverified' : 'off';
}

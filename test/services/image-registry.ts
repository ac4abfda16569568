import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  findProgram,
  freePort,
  removeFolder,
  ServerProcess,
  serverFolder,
} from './server-process.js';

const program = findProgram('docker-registry');
export const registryMissing = program === undefined;

/** A container registry (CNCF Distribution) on this machine. */
export interface ImageRegistry extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly host: string;
}

/** The account that a registry with `account` knows. */
export const account = { user: 'pusher', password: 'open sesame' };

/** With bcrypt, as `htpasswd -B` writes it; a registry knows nothing else. */
const passwords = `${account.user}:$2b$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW\n`;

/** Who a registry asks: passwords of its own, or a server that gives tokens signed with a certificate's key. */
type RegistryAuth =
  | 'account'
  | { readonly realm: string; readonly issuer: string; readonly certificate: string };

/** Starts one over an empty folder, with TLS if there is a certificate for it. */
export async function startRegistry(
  given: {
    readonly auth?: RegistryAuth;
    readonly tls?: { readonly certificate: string; readonly key: string };
  } = {},
): Promise<ImageRegistry> {
  const folder = await serverFolder({});
  const host = `127.0.0.1:${await freePort()}`;
  const at = (name: string) => join(folder, name);
  const { auth, tls } = given;
  await mkdir(at('data'));
  await writeFile(at('passwords'), passwords);
  if (typeof auth === 'object') await writeFile(at('tokens.pem'), auth.certificate);
  if (tls !== undefined) await writeFile(at('tls.pem'), tls.certificate);
  if (tls !== undefined) await writeFile(at('tls.key'), tls.key);
  const settings = {
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: at('data') } },
    http: {
      addr: host,
      ...(tls !== undefined && { tls: { certificate: at('tls.pem'), key: at('tls.key') } }),
    },
    ...(auth === 'account' && { auth: { htpasswd: { realm: 'here', path: at('passwords') } } }),
    ...(typeof auth === 'object' && {
      auth: {
        token: {
          ...{ realm: auth.realm, service: 'registry of the test', issuer: auth.issuer },
          rootcertbundle: at('tokens.pem'),
        },
      },
    }),
  };
  await writeFile(at('config.yml'), JSON.stringify(settings));
  const server = new ServerProcess(program ?? '', ['serve', at('config.yml')]);
  // TLS is not verified here: only whether anybody answers.
  await server.ready(() =>
    tls === undefined ? fetch(`http://${host}/v2/`) : fetch(`http://${host}/`),
  );
  return {
    host,
    [Symbol.asyncDispose]: async () => {
      await server.kill();
      await removeFolder(folder);
    },
  };
}

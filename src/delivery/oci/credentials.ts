import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MlxError } from '../../errors/index.js';

/** Who asks a registry: a user, a token that a registry's sign-in gave (OAuth 2 refresh token), or a token sent as it is. */
export interface Credentials {
  readonly user?: string;
  readonly password?: string;
  readonly identityToken?: string;
  readonly bearer?: string;
}

interface LoginEntry {
  /** `user:password` in base64. */
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

interface LoginFile {
  readonly auths?: Readonly<Record<string, LoginEntry | undefined>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

/**
 * What `docker login` or `podman login` left for a registry; undefined when nobody has signed in. Looked up where they do
 * (`REGISTRY_AUTH_FILE`, `$XDG_RUNTIME_DIR/containers/auth.json`, `$DOCKER_CONFIG/config.json`, `~/.docker/config.json`), with
 * credential helpers. Throws `image/credentials` when a file or helper cannot be read.
 */
export async function storedCredentials(
  registry: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Credentials | undefined> {
  for (const file of loginFiles(environment)) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const found = await credentialsIn(parsed(text, file), registry, environment);
    if (found !== undefined) return found;
  }
  return undefined;
}

function loginFiles(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const { REGISTRY_AUTH_FILE: named, XDG_RUNTIME_DIR: run, DOCKER_CONFIG: docker } = environment;
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  return [
    named,
    run && join(run, 'containers', 'auth.json'),
    home && join(home, '.config', 'containers', 'auth.json'),
    docker ? join(docker, 'config.json') : home && join(home, '.docker', 'config.json'),
  ].flatMap((file) => (file === undefined || file === '' ? [] : [file]));
}

function parsed(text: string, file: string): LoginFile {
  try {
    return JSON.parse(text) as LoginFile;
  } catch (cause) {
    throw new MlxError('image/credentials', `\`${file}\` is not JSON`, {
      cause,
      hints: ['Sign in again: `docker login REGISTRY`'],
    });
  }
}

async function credentialsIn(
  file: LoginFile,
  registry: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Credentials | undefined> {
  const [key = registry] = namesOf(registry).filter((name) => file.auths?.[name] !== undefined);
  const entry = file.auths?.[key];
  const helper = file.credHelpers?.[registry] ?? (hasSecret(entry) ? undefined : file.credsStore);
  if (helper !== undefined) return fromHelper(helper, key, environment);
  return entry && credentialsOf(entry);
}

function credentialsOf({
  auth,
  username,
  password = '',
  identitytoken = '',
}: LoginEntry): Credentials | undefined {
  if (identitytoken !== '') return { identityToken: identitytoken };
  if (auth === undefined) return username === undefined ? undefined : { user: username, password };
  const [user = '', ...rest] = Buffer.from(auth, 'base64').toString('utf8').split(':');
  return { user, password: rest.join(':') };
}

function hasSecret(entry: object | undefined): boolean {
  return entry !== undefined && Object.keys(entry).length > 0;
}

/** The keys a registry may stand under. */
function namesOf(registry: string): readonly string[] {
  const hub = ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io'];
  return registry === 'docker.io' ? hub : [registry, `https://${registry}`, `http://${registry}`];
}

/** github.com/docker/docker-credential-helpers: the registry on standard input, its credentials as JSON on standard output. */
async function fromHelper(
  helper: string,
  registry: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  const child = spawn(program, ['get'], { env: environment, stdio: ['pipe', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stdin.on('error', () => undefined).end(registry);
  const failed = await new Promise<Error | number | null>((resolve) => {
    child.once('error', resolve).once('close', resolve);
  });
  if (failed instanceof Error) {
    throw new MlxError('image/credentials', `The credential helper \`${program}\` does not run`, {
      cause: failed,
      hints: ['Install it, or name `user` and `password` under `package.push`'],
    });
  }
  // It has nothing for this registry.
  if (failed !== 0) return undefined;
  const { Username: user = '', Secret: password = '' } = JSON.parse(said) as {
    Username?: string;
    Secret?: string;
  };
  return user === '<token>' ? { identityToken: password } : { user, password };
}

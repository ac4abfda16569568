import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { MlxError } from '../../errors/index.js';
import { keyIdOf } from './envelope.js';

/** A key somebody can be known by. */
export interface KnownKey {
  readonly name: string;
  readonly keyId: string;
  /** Whether the private half is there too, so that it can sign. */
  readonly own: boolean;
  /** The public half, as PEM. */
  readonly pem: string;
}

/** Keys of a user: `NAME.key` (private, readable by its owner alone) and `NAME.pub`, in a folder outside every project. */
export class Keyring {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes a pair of keys. Throws `keys/taken`. */
  async create(name: string): Promise<KnownKey> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    await this.#claim(name, pemOf(publicKey));
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
    await writeFile(this.#path(name, 'key'), pem, { mode: 0o600, flag: 'wx' });
    return this.get(name);
  }

  /** Keeps the public key of somebody else. Throws `keys/taken`, `keys/unreadable`. */
  async trust(name: string, pem: string, where: string): Promise<KnownKey> {
    await this.#claim(name, pemOf(publicKeyOf(pem, where)));
    return this.get(name);
  }

  /** All keys, by name. */
  async list(): Promise<readonly KnownKey[]> {
    const names = await readdir(this.folder).catch(() => []);
    const known = names.filter((name) => name.endsWith('.pub')).map((name) => name.slice(0, -4));
    return Promise.all(known.toSorted().map((name) => this.get(name)));
  }

  /** One key. Throws `keys/unknown` naming those there are. */
  async get(name: string): Promise<KnownKey> {
    const file = isName(name) ? this.#path(name, 'pub') : '';
    const pem = await readFile(file, 'utf8').catch(() => undefined);
    if (pem === undefined) throw await this.#unknown(name);
    const own = (await readFile(this.#path(name, 'key')).catch(() => undefined)) !== undefined;
    return { name, own, pem, keyId: keyIdOf(publicKeyOf(pem, file)) };
  }

  /** The private half of a key. Throws `keys/unknown` when there is none. */
  async privateKey(name: string): Promise<KeyObject> {
    const file = this.#path(name, 'key');
    const pem = isName(name) ? await readFile(file, 'utf8').catch(() => undefined) : undefined;
    if (pem === undefined) throw await this.#unknown(name);
    return privateKeyOf(pem, `\`${file}\``);
  }

  async #claim(name: string, pem: string): Promise<void> {
    if (!isName(name)) {
      throw new MlxError('usage/bad-option', `\`${name}\` cannot be the name of a key`, {
        hints: ['Use small letters, digits, dots and dashes, such as `ana` or `ci-2026`'],
      });
    }
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFile(this.#path(name, 'pub'), pem, { flag: 'wx' }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new MlxError('keys/taken', `There is a key \`${name}\` already`, {
        hints: ['Choose another name', `See it with \`mlx keys show ${name}\``],
      });
    });
  }

  async #unknown(name: string): Promise<MlxError> {
    const own = (await this.list()).map((key) => `\`${key.name}\``);
    const hint = own.length === 0 ? `Make it: \`mlx keys new ${name}\`` : `Use ${own.join(', ')}`;
    return new MlxError('keys/unknown', `There is no key \`${name}\` in \`${this.folder}\``, {
      hints: [hint],
    });
  }

  #path(name: string, ending: 'key' | 'pub'): string {
    return join(this.folder, `${name}.${ending}`);
  }
}

/** Where the keys of a user lie: `MLX_KEYS_DIR`, or `mlx/keys` in the user's folder of settings. */
export function keyringOf(environment: Readonly<Record<string, string | undefined>>): Keyring {
  const own = environment['MLX_KEYS_DIR'];
  if (own !== undefined && own !== '') return new Keyring(resolve(own));
  const xdg = environment['XDG_CONFIG_HOME'];
  const base = xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.config');
  return new Keyring(join(base, 'mlx', 'keys'));
}

/** The key a project signs with: one of the user's by name, or the PEM itself, as a reference gives it. */
export async function signingKey(written: string, keyring: Keyring): Promise<KeyObject> {
  return written.includes('-----BEGIN')
    ? privateKeyOf(written, 'The key of `package.sign`')
    : keyring.privateKey(written);
}

/** A public key of Ed25519 out of its PEM. Throws `keys/unreadable`. */
export function publicKeyOf(pem: string, where: string): KeyObject {
  return ofEd25519(() => createPublicKey(pem), `\`${where}\``);
}

function privateKeyOf(pem: string, where: string): KeyObject {
  return ofEd25519(() => createPrivateKey(pem), where);
}

function ofEd25519(read: () => KeyObject, where: string): KeyObject {
  let key: KeyObject | undefined;
  let cause: unknown;
  try {
    key = read();
  } catch (error) {
    cause = error;
  }
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new MlxError('keys/unreadable', `${where} is no key of Ed25519 in PEM`, {
    hints: ['Give what `mlx keys new` or `openssl genpkey -algorithm ed25519` wrote'],
    cause,
  });
}

function pemOf(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'spki' }).toString();
}

function isName(name: string): boolean {
  return /^[a-z\d][a-z\d.-]*$/.test(name);
}

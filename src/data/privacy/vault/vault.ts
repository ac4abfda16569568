import { randomBytes, scryptSync } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { MlxError } from '../../../errors/index.js';
import { seal, unseal } from './sealed.js';

/**
 * A vault that was opened. The file is text: a line about itself, then `TOKEN SEALED` a line. Only its owner may read it,
 * and every value in it is encrypted.
 */
export interface Vault {
  /** As the project names it. */
  readonly path: string;
  readonly file: string;
  /** What tokens are made with. */
  readonly secret: Uint8Array;
  /** What values are encrypted with. */
  readonly key: Uint8Array;
}

interface VaultRequest {
  readonly path: string;
  /** Absolute. */
  readonly file: string;
  readonly key: string;
}

interface Head {
  readonly mlx_vault: 1;
  readonly salt: string;
  readonly secret: string;
}

/** Opens a vault, or makes one. Throws `privacy/vault` when the key is not the one it was made with, or it lies in `.mlx`. */
export async function openVault(request: VaultRequest): Promise<Vault> {
  const { path, file } = request;
  if (file.split(sep).includes('.mlx')) {
    throw new MlxError('privacy/vault', `The vault \`${path}\` would lie among the artifacts`, {
      hints: ['Give it a path outside `.mlx`, such as `private/customers.vault`'],
    });
  }
  const there = await access(file).then(
    () => true,
    () => false,
  );
  if (!there) await makeVault(request);
  return readVault(request);
}

/** The values behind some tokens, for those it knows. Reads the file once, holding none of it. */
export async function revealed(
  { file, key }: Vault,
  tokens: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const lines = createInterface({ input: createReadStream(file, 'utf8') });
  for await (const line of lines) {
    const [token = '', sealed = ''] = line.split(' ');
    if (!tokens.has(token)) continue;
    const value = unseal(key, token, sealed);
    if (value !== undefined) found.set(token, value);
  }
  return found;
}

/** Takes tokens out of a vault, so that nobody can map them back; returns how many there were. */
export async function removeTokens({ file }: Vault, tokens: ReadonlySet<string>): Promise<number> {
  const partial = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  const copy = await open(partial, 'wx', ownerOnly);
  let removed = 0;
  try {
    const lines = createInterface({ input: createReadStream(file, 'utf8') });
    for await (const line of lines) {
      if (tokens.has(line.split(' ')[0] ?? '')) removed++;
      else await copy.write(`${line}\n`);
    }
    await copy.sync();
    await copy.close();
    if (removed > 0) await rename(partial, file);
    return removed;
  } finally {
    await copy.close().catch(() => undefined);
    await rm(partial, { force: true });
  }
}

/** Rights of a file that nobody but its owner may read. */
export const ownerOnly = 0o600;

async function makeVault({ file, key }: VaultRequest): Promise<void> {
  const salt = randomBytes(16).toString('base64url');
  const secret = seal(keyOf(key, salt), headName, randomBytes(32).toString('base64url'));
  const head: Head = { mlx_vault: 1, salt, secret };
  await mkdir(dirname(file), { recursive: true });
  const made = await open(file, 'wx', ownerOnly).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined; // Another mlx was faster.
    throw error;
  });
  await made?.writeFile(`${JSON.stringify(head)}\n`);
  await made?.close();
}

async function readVault({ path, file, key }: VaultRequest): Promise<Vault> {
  const head = await headOf(file);
  if (head === undefined) {
    throw new MlxError('privacy/vault', `\`${path}\` is not a vault of mlx`, {
      hints: [`Give the vault another path than \`${basename(path)}\``],
    });
  }
  const derived = keyOf(key, head.salt);
  const secret = unseal(derived, headName, head.secret);
  if (secret === undefined) {
    throw new MlxError('privacy/vault', `The key does not open the vault \`${path}\``, {
      hints: ['Use the key the vault was made with'],
    });
  }
  return { path, file, key: derived, secret: Buffer.from(secret, 'base64url') };
}

const headName = 'mlx vault';

async function headOf(file: string): Promise<Head | undefined> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0);
    const [line = ''] = buffer.toString('utf8', 0, bytesRead).split('\n');
    const head = JSON.parse(line) as Partial<Head> | null;
    return head?.mlx_vault === 1 ? (head as Head) : undefined;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

/** Slow on purpose: a key people thought up is worth trying for. */
function keyOf(key: string, salt: string): Uint8Array {
  return scryptSync(key, Buffer.from(salt, 'base64url'), 32, {
    N: 2 ** 15,
    r: 8,
    p: 1,
    maxmem: 2 ** 26,
  });
}

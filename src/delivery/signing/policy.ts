import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MlxError } from '../../errors/index.js';
import type { Package } from '../package-folder.js';
import { keyIdOf } from './envelope.js';
import { type Keyring, publicKeyOf } from './keyring.js';

/** Whose signature a package needs before it is deployed, served or promoted. */
export interface SignaturePolicy {
  readonly required: boolean;
  /** Names of keys, ids of keys, or paths of public keys; when empty, every key of the user. */
  readonly trusted: readonly string[];
  /** The folder that paths are relative to. */
  readonly projectDir: string;
}

/** Where names of keys are looked up. */
interface Keys {
  readonly keyring: Keyring;
}

/** Who signed a package, as far as this user knows them. */
export interface KnownSigner {
  readonly keyId: string;
  /** What the key is called here; absent when it is unknown. */
  readonly name?: string;
  readonly trusted: boolean;
}

/** Who signed a package and whether the policy trusts them; undefined when nobody did. Throws `keys/unknown`, `keys/unreadable`. */
export async function knownSigner(
  { signer }: Pick<Package, 'signer'>,
  policy: SignaturePolicy,
  { keyring }: Keys,
): Promise<KnownSigner | undefined> {
  if (signer === undefined) return undefined;
  const { keyId } = signer;
  const own = await keyring.list();
  const named = policy.trusted.map(async (entry) => ({
    name: entry,
    keyId: await idOfEntry(entry, policy, keyring),
  }));
  const trusted = policy.trusted.length === 0 ? own : await Promise.all(named);
  const name = [...own, ...trusted].find((key) => key.keyId === keyId)?.name;
  return {
    keyId,
    ...(name !== undefined && name !== keyId && { name }),
    trusted: trusted.some((key) => key.keyId === keyId),
  };
}

/** Refuses a package that the policy does not let through: `package/unsigned`, `package/untrusted`. */
export async function enforcePolicy(
  found: Pick<Package, 'signer' | 'folder'>,
  policy: SignaturePolicy | undefined,
  keys: Keys,
): Promise<void> {
  if (policy === undefined || !policy.required) return;
  const signer = await knownSigner(found, policy, keys);
  if (signer?.trusted === true) return;
  if (signer === undefined) {
    throw new MlxError('package/unsigned', `Nobody has signed the package \`${found.folder}\``, {
      hints: [
        'Set `package: { sign: NAME }` and run `mlx package`; `mlx keys new NAME` makes a key',
      ],
    });
  }
  const who = signer.name === undefined ? '' : ` (\`${signer.name}\`)`;
  throw new MlxError(
    'package/untrusted',
    `The package \`${found.folder}\` is signed with the key ${signer.keyId.slice(0, 16)}…${who}, which is not trusted`,
    { hints: ['Add the key to `registry.trusted` if you trust it; `mlx keys list` shows yours'] },
  );
}

async function idOfEntry(
  entry: string,
  { projectDir }: SignaturePolicy,
  keyring: Keyring,
): Promise<string> {
  if (/^[0-9a-f]{64}$/.test(entry)) return entry;
  if (!/[/\\]|\.(?:pub|pem)$/.test(entry)) return (await keyring.get(entry)).keyId;
  const pem = await readFile(resolve(projectDir, entry), 'utf8').catch((cause: unknown) => {
    throw new MlxError('keys/unreadable', `The public key \`${entry}\` cannot be read`, {
      hints: ['Correct the path in `registry.trusted`: it is relative to the project file'],
      cause,
    });
  });
  return keyIdOf(publicKeyOf(pem, entry));
}

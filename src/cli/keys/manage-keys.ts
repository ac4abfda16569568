import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type KnownKey, keyringOf } from '../../delivery/signing/keyring.js';
import { MlxError } from '../../errors/index.js';
import type { CommonOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { writeJson, writeTable } from '../output.js';

/** Prints the keys of the user, or `mlx.keys/1`. */
export async function listKeys(options: CommonOptions, context: Context): Promise<void> {
  const keyring = keyringOf(context.environment);
  const keys = await keyring.list();
  if (options.json === true) {
    writeJson(context, 'mlx.keys/1', { folder: keyring.folder, keys });
  } else if (keys.length === 0) {
    context.stdout.write('no keys yet: `mlx keys new NAME` makes one\n');
  } else {
    writeTable(context, options, {
      head: ['key', 'id', 'can sign'],
      align: ['left', 'left', 'left'],
      rows: keys.map(({ name, keyId, own }) => [name, keyId.slice(0, 16), own ? 'yes' : 'no']),
    });
  }
}

/** Makes a key, and says where it lies, or prints `mlx.key/1`. */
export async function newKey(
  name: string,
  options: CommonOptions,
  context: Context,
): Promise<void> {
  const keyring = keyringOf(context.environment);
  const key = await keyring.create(name);
  if (options.json === true) writeKey(key, context);
  else if (options.quiet !== true) {
    context.stdout.write(
      `${name}  ${key.keyId.slice(0, 16)}  in ${keyring.folder}\nsign with it: package: { sign: ${name} }\nhand on its public half: mlx keys show ${name}\n`,
    );
  }
}

/** Prints the public half of a key as PEM, or `mlx.key/1`. */
export async function showKey(
  name: string,
  options: CommonOptions,
  context: Context,
): Promise<void> {
  const key = await keyringOf(context.environment).get(name);
  if (options.json === true) writeKey(key, context);
  else context.stdout.write(key.pem);
}

/** Keeps the public key of somebody else, or prints `mlx.key/1`. */
export async function trustKey(
  name: string,
  file: string,
  { options, context }: { readonly options: CommonOptions; readonly context: Context },
): Promise<void> {
  const pem = await readFile(resolve(context.cwd, file), 'utf8').catch((cause: unknown) => {
    throw new MlxError('keys/unreadable', `\`${file}\` cannot be read`, {
      hints: ['Name the file with the public key that `mlx keys show` printed'],
      cause,
    });
  });
  const key = await keyringOf(context.environment).trust(name, pem, file);
  if (options.json === true) writeKey(key, context);
  else if (options.quiet !== true) {
    context.stdout.write(`${name}  ${key.keyId.slice(0, 16)}  is trusted\n`);
  }
}

function writeKey(key: KnownKey, context: Context): void {
  writeJson(context, 'mlx.key/1', key);
}

import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openPackage, writePackage } from '../../src/delivery/package-folder.js';
import { envelopeFile, keyIdOf, signerOf } from '../../src/delivery/signing/envelope.js';
import { Keyring, signingKey } from '../../src/delivery/signing/keyring.js';
import { enforcePolicy, knownSigner } from '../../src/delivery/signing/policy.js';
import { newFolder, toyParts } from './fixtures/toy-model.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

async function signedToy(key = privateKey): Promise<string> {
  const folder = await newFolder();
  await writePackage(folder, toyParts(-0.05), key);
  return folder;
}

describe('a signed package', () => {
  test('says whose key signed it, and has the same bytes when it is made again', async () => {
    const [one, other] = [await signedToy(), await signedToy()];
    expect((await openPackage(one)).signer).toEqual({ keyId: keyIdOf(publicKey) });
    expect((await openPackage(one)).paths).toContain(envelopeFile);
    for (const name of await readdir(one)) {
      expect(await readFile(join(other, name))).toEqual(await readFile(join(one, name)));
    }
  });

  test('is refused, naming the file, whichever bit of whichever file is another', async () => {
    const folder = await signedToy();
    for (const name of await readdir(folder)) {
      const sound = await readFile(join(folder, name));
      const property = fc.asyncProperty(
        fc.nat(sound.length - 1),
        fc.integer({ min: 0, max: 7 }),
        async (at, bit) => {
          const broken = Buffer.from(sound);
          broken.writeUInt8(broken.readUInt8(at) ^ (1 << bit), at);
          await writeFile(join(folder, name), broken);
          const error: unknown = await openPackage(folder).catch((thrown: unknown) => thrown);
          expect(error, `bit ${bit} of byte ${at}`).toMatchObject({ code: 'package/invalid' });
          // A manifest may come to name a file that is not there, or a format of the future.
          if (name !== 'manifest.json') expect(String(error)).toContain(`\`${name}\``);
        },
      );
      await fc.assert(property, { numRuns: 15, seed: 7 });
      await writeFile(join(folder, name), sound);
    }
    expect((await openPackage(folder)).signer).toBeDefined();
  }, 240_000);

  test('loses its signature when it is written anew without a key', async () => {
    const folder = await signedToy();
    await writePackage(folder, toyParts(-0.06));
    expect((await openPackage(folder)).signer).toBeUndefined();
  });

  test('does not lend its signature to another package', async () => {
    const folder = await signedToy();
    const other = await newFolder();
    await writePackage(other, toyParts(-0.06));
    const envelope = await readFile(join(folder, envelopeFile));
    expect(signerOf(envelope, await readFile(join(other, 'manifest.json')))).toBeUndefined();
    await writeFile(join(other, envelopeFile), envelope);
    await expect(openPackage(other)).rejects.toThrow(envelopeFile);
  });
});

describe('keys', () => {
  test('lie in files that only their owner reads, and are never overwritten', async () => {
    const keyring = new Keyring(join(await newFolder(), 'keys'));
    const ana = await keyring.create('ana');
    expect(ana).toMatchObject({ name: 'ana', own: true });
    expect((await stat(join(keyring.folder, 'ana.key'))).mode & 0o777).toBe(0o600);
    await expect(keyring.create('ana')).rejects.toMatchObject({ code: 'keys/taken' });
    await expect(keyring.create('../ana')).rejects.toMatchObject({ code: 'usage/bad-option' });
    await expect(keyring.get('bo')).rejects.toMatchObject({ code: 'keys/unknown' });
  });

  test('sign by name or as a PEM that a reference gives; nothing else does', async () => {
    const keyring = new Keyring(join(await newFolder(), 'keys'));
    const { keyId } = await keyring.create('ana');
    expect(keyIdOf(createPublicKey(await signingKey('ana', keyring)))).toBe(keyId);
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    expect(keyIdOf(createPublicKey(await signingKey(pem, keyring)))).toBe(keyIdOf(publicKey));
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const foreign = rsa.export({ format: 'pem', type: 'pkcs8' }).toString();
    await expect(signingKey(foreign, keyring)).rejects.toMatchObject({ code: 'keys/unreadable' });
    await expect(signingKey('bo', keyring)).rejects.toMatchObject({ code: 'keys/unknown' });
  });
});

describe('a policy', () => {
  test('lets through what a trusted key signed, and nothing else', async () => {
    const keyring = new Keyring(join(await newFolder(), 'keys'));
    const projectDir = await newFolder();
    const [ana, eve] = [await keyring.create('ana'), await keyring.create('eve')];
    await writeFile(join(projectDir, 'ana.pub'), ana.pem);
    const byAna = await openPackage(await signedToy(await keyring.privateKey('ana')));
    const byEve = await openPackage(await signedToy(await keyring.privateKey('eve')));
    const bare = await signedToy();
    await rm(join(bare, envelopeFile));

    for (const trusted of [['ana.pub'], ['ana'], [ana.keyId]]) {
      const policy = { required: true, trusted, projectDir };
      await enforcePolicy(byAna, policy, { keyring });
      const other = enforcePolicy(byEve, policy, { keyring });
      await expect(other).rejects.toMatchObject({ code: 'package/untrusted' });
      const none = enforcePolicy(await openPackage(bare), policy, { keyring });
      await expect(none).rejects.toMatchObject({ code: 'package/unsigned' });
    }
    const anyOfMine = { required: true, trusted: [], projectDir };
    await enforcePolicy(byEve, anyOfMine, { keyring });
    expect(await knownSigner(byEve, anyOfMine, { keyring })).toEqual({
      ...{ keyId: eve.keyId, name: 'eve', trusted: true },
    });
    const stranger = await openPackage(await signedToy());
    const unknown = enforcePolicy(stranger, anyOfMine, { keyring });
    await expect(unknown).rejects.toMatchObject({ code: 'package/untrusted' });
  });

  test('names a public key that is not where it says', async () => {
    const keyring = new Keyring(await newFolder());
    const policy = { required: true, trusted: ['keys/no.pub'], projectDir: await newFolder() };
    const refused = enforcePolicy(await openPackage(await signedToy()), policy, { keyring });
    await expect(refused).rejects.toMatchObject({
      code: 'keys/unreadable',
      message: 'The public key `keys/no.pub` cannot be read',
    });
  });
});

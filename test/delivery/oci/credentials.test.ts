import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storedCredentials } from '../../../src/delivery/oci/credentials.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mlx-login-'));
});
afterAll(() => rm(home, { recursive: true }));

const login = async (name: string, content: unknown) => {
  const file = join(home, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};
const auth = Buffer.from('me:a:b').toString('base64');

describe('what a sign-in left', () => {
  test('is found where docker and podman leave it', async () => {
    const auths = { 'ghcr.io': { auth }, 'https://index.docker.io/v1/': { auth } };
    const DOCKER_CONFIG = dirname(await login('docker/config.json', { auths }));
    const me = { user: 'me', password: 'a:b' };
    expect(await storedCredentials('ghcr.io', { DOCKER_CONFIG })).toEqual(me);
    expect(await storedCredentials('docker.io', { DOCKER_CONFIG })).toEqual(me);
    expect(await storedCredentials('quay.io', { DOCKER_CONFIG })).toBeUndefined();
    const file = await login('auth.json', { auths: { 'quay.io': { identitytoken: 'refresh' } } });
    const both = { REGISTRY_AUTH_FILE: file, DOCKER_CONFIG };
    expect(await storedCredentials('quay.io', both)).toEqual({ identityToken: 'refresh' });
    expect(await storedCredentials('ghcr.io', both)).toEqual(me);
  });

  test.skipIf(process.platform === 'win32')('may be kept by a credential helper', async () => {
    const helper = await login(
      'bin/docker-credential-ours',
      '#!/bin/sh\nread registry\n[ "$registry" = ghcr.io ] || exit 1\necho \'{"Username":"me","Secret":"kept"}\'\n',
    );
    await chmod(helper, 0o755);
    const file = await login('helped.json', { auths: { 'ghcr.io': {} }, credsStore: 'ours' });
    const PATH = dirname(helper);
    const world = { REGISTRY_AUTH_FILE: file, PATH };
    expect(await storedCredentials('ghcr.io', world)).toEqual({ user: 'me', password: 'kept' });
    expect(await storedCredentials('quay.io', world)).toBeUndefined();
    const gone = await login('gone.json', { credHelpers: { 'ghcr.io': 'nowhere' } });
    await expect(
      storedCredentials('ghcr.io', { REGISTRY_AUTH_FILE: gone, PATH }),
    ).rejects.toMatchObject({
      code: 'image/credentials',
      message: expect.stringContaining('docker-credential-nowhere') as string,
    });
  });

  test('is refused when it is no JSON, with the file', async () => {
    const file = await login('broken.json', '{');
    await expect(storedCredentials('ghcr.io', { REGISTRY_AUTH_FILE: file })).rejects.toThrow(file);
  });
});

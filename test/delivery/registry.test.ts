import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openPackage, writePackage } from '../../src/delivery/package-folder.js';
import { previousIn } from '../../src/delivery/registry/alias-history.js';
import { ModelRegistry } from '../../src/delivery/registry/model-registry.js';
import { keyIdOf } from '../../src/delivery/signing/envelope.js';
import { fixtureScript } from './fixtures/bundle.js';
import type { RegisterFixtureArgs } from './fixtures/register.js';
import { at, move, registryWith } from './fixtures/registry-with.js';
import { newFolder, toyPackage, toyParts } from './fixtures/toy-model.js';

describe('the model registry', () => {
  test('is empty before anything was added', async () => {
    const registry = await registryWith(0);
    expect(await registry.versions()).toEqual([]);
    expect(await registry.aliases()).toEqual({});
    expect(await registry.target('production')).toBeUndefined();
    await expect(registry.resolve('production')).rejects.toMatchObject({
      code: 'registry/unknown-alias',
    });
    await expect(registry.version('v1')).rejects.toMatchObject({
      code: 'registry/unknown-version',
    });
  });

  test('names packages in the order they come and keeps a sound copy of each', async () => {
    const registry = await registryWith(0);
    const folder = await toyPackage(-0.05);
    const { manifest } = await openPackage(folder);
    const added = await registry.addVersion(folder, at);
    await rm(folder, { recursive: true });

    expect(added).toEqual({
      ...{ name: 'v1', version: manifest.version, fingerprint: manifest.fingerprint },
      ...{ folder: join(registry.store.place, 'versions/v1/package'), added: at },
      metrics: manifest.metrics,
    });
    expect((await openPackage(added.folder)).manifest).toEqual(manifest);
    expect((await registry.addVersion(await toyPackage(-0.06), at)).name).toBe('v2');
  });

  test('gives a package it already has the name it already has', async () => {
    const registry = await registryWith(2);
    expect((await registry.addVersion(await toyPackage(-0.01), 'later')).name).toBe('v1');
    expect((await registry.versions()).map(({ name, added }) => [name, added])).toEqual([
      ['v1', at],
      ['v2', at],
    ]);
  });

  test('gives a package that somebody has signed meanwhile a version of its own', async () => {
    const registry = await registryWith(1);
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const signed = await newFolder();
    await writePackage(signed, toyParts(-0.01), privateKey);

    const added = await registry.addVersion(signed, at);
    expect(added).toMatchObject({ name: 'v2', signer: keyIdOf(publicKey) });
    expect((await openPackage(added.folder)).signer).toEqual({ keyId: keyIdOf(publicKey) });
    expect((await registry.addVersion(signed, at)).name).toBe('v2');
    expect((await registry.addVersion(await toyPackage(-0.01), at)).name).toBe('v1');
  });

  test('refuses a package that was tampered with', async () => {
    const registry = await registryWith(0);
    const folder = await toyPackage(-0.05);
    await writeFile(join(folder, 'features.json'), '{}');
    await expect(registry.addVersion(folder, at)).rejects.toMatchObject({
      code: 'package/invalid',
    });
    expect(await registry.versions()).toEqual([]);
  });

  test('counts v10 after v9', async () => {
    const registry = await registryWith(10);
    expect((await registry.versions()).at(-1)?.name).toBe('v10');
    expect((await registry.addVersion(await toyPackage(-1), at)).name).toBe('v11');
  });

  test('moves an alias only from where it is expected, and writes down every move', async () => {
    const registry = await registryWith(3);
    await registry.setAlias('production', 'v1', { ...move, expected: null });
    await registry.setAlias('production', 'v2', { ...move, expected: 'v1' });
    const stale = registry.setAlias('production', 'v3', { ...move, expected: 'v1' });

    await expect(stale).rejects.toMatchObject({
      code: 'registry/alias-moved',
      message: 'The alias `production` points at `v2` now, and at `v1` when this began',
    });
    expect(await registry.history('production')).toEqual([
      { ...move, from: null, to: 'v1' },
      { ...move, from: 'v1', to: 'v2' },
    ]);
    expect((await registry.resolve('production')).name).toBe('v2');
    expect(await registry.aliases()).toEqual({ production: 'v2' });
  });

  test('writes nothing when an alias is where it should be', async () => {
    const registry = await registryWith(1);
    expect(await registry.setAlias('production', 'v1', move)).toBe(true);
    expect(await registry.setAlias('production', 'v1', { ...move, expected: null })).toBe(false);
    expect(await registry.history('production')).toHaveLength(1);
  });

  test('refuses an alias to a version there is not, and names that are no names', async () => {
    const registry = await registryWith(1);
    await expect(registry.setAlias('production', 'v2', move)).rejects.toMatchObject({
      code: 'registry/unknown-version',
      hints: ['Use one of: `v1`'],
    });
    await expect(registry.setAlias('../production', 'v1', move)).rejects.toThrow(
      'name of an alias',
    );
    await expect(registry.version('../v1')).rejects.toThrow('no version');
  });

  test('can be moved as a folder', async () => {
    const registry = await registryWith(1);
    const elsewhere = new ModelRegistry(join(await newFolder(), 'shared'));
    await rename(registry.store.place, elsewhere.store.place);
    expect((await openPackage((await elsewhere.version('v1')).folder)).facts.name).toBe('churn');
  });

  test('sweeps up what a killed process left behind, and nothing a live one is writing', async () => {
    const registry = await registryWith(1);
    const [old, young] = ['.new-old', '.new-young'].map((name) =>
      join(registry.store.place, 'versions', name),
    ) as [string, string];
    await mkdir(old);
    await mkdir(young);
    const twoHoursAgo = new Date(Date.now() - 7_200_000);
    await utimes(old, twoHoursAgo, twoHoursAgo);

    expect((await registry.addVersion(await toyPackage(-0.5), at)).name).toBe('v2');
    expect(await readdir(join(registry.store.place, 'versions'))).toEqual([
      '.new-young',
      'v1',
      'v2',
    ]);
  });

  test('names the file that is damaged', async () => {
    const registry = await registryWith(1);
    await writeFile(join(registry.store.place, 'versions/v1/version.json'), '{"version"');
    await expect(registry.versions()).rejects.toMatchObject({
      code: 'registry/damaged',
      message: expect.stringContaining('v1/version.json') as string,
    });
  });
});

describe('the version before', () => {
  const deploy = (from: string | null, to: string) => ({ ...move, from, to });
  const rollback = (from: string, to: string) => ({ ...move, from, to, rollback: true as const });

  test.each([
    ['nothing was deployed', [], undefined],
    ['one version was deployed', [deploy(null, 'v1')], undefined],
    ['two were deployed', [deploy(null, 'v1'), deploy('v1', 'v2')], 'v1'],
    [
      'the second was rolled back',
      [deploy(null, 'v1'), deploy('v1', 'v2'), rollback('v2', 'v1')],
      undefined,
    ],
    [
      'the third was rolled back',
      [deploy(null, 'v1'), deploy('v1', 'v2'), deploy('v2', 'v3'), rollback('v3', 'v2')],
      'v1',
    ],
    [
      'a fourth came after a rollback',
      [deploy(null, 'v1'), deploy('v1', 'v2'), rollback('v2', 'v1'), deploy('v1', 'v4')],
      'v1',
    ],
    [
      'the first was deployed again',
      [deploy(null, 'v1'), deploy('v1', 'v2'), deploy('v2', 'v1')],
      'v2',
    ],
  ])('when %s', (_when, history, previous) => {
    expect(previousIn(history)).toBe(previous);
  });
});

describe('several processes at once', () => {
  const script = fixtureScript('register.ts');

  async function register(args: RegisterFixtureArgs) {
    const ran = await promisify(execFile)(process.execPath, [script(), JSON.stringify(args)]);
    return JSON.parse(ran.stdout) as { names: string[]; won: number; lost: number };
  }

  test('add every package once and never lose a move of an alias', async () => {
    const folder = join(await newFolder(), 'registry');
    const packageDirs = await Promise.all([1, 2, 3, 4, 5, 6].map((weight) => toyPackage(-weight)));
    const workers = ['ana', 'bo', 'cy', 'di'];
    const results = await Promise.all(
      workers.map((by, index) => {
        const mine = packageDirs.map((_, place) => packageDirs[(place + index) % 6] as string);
        return register({ folder, packageDirs: mine, moves: 10, by });
      }),
    );

    const registry = new ModelRegistry(folder);
    const versions = await registry.versions();
    expect(versions.map(({ name }) => name)).toEqual(['v1', 'v2', 'v3', 'v4', 'v5', 'v6']);
    expect(new Set(versions.map(({ fingerprint }) => fingerprint)).size).toBe(6);
    for (const { names } of results) expect(new Set(names).size).toBe(6);

    const history = await registry.history('production');
    expect(history).toHaveLength(40);
    for (const by of workers) expect(history.filter((change) => change.by === by)).toHaveLength(10);
    history.forEach(({ from }, index) => expect(from).toBe(history[index - 1]?.to ?? null));
    expect(await readdir(join(folder, 'versions'))).toEqual(versions.map(({ name }) => name));
  });

  test('fifty of them move one alias at once, and its history is one line without a gap', async () => {
    const folder = join(await newFolder(), 'registry');
    const packageDirs = await Promise.all([1, 2, 3].map((weight) => toyPackage(-weight)));
    const registry = new ModelRegistry(folder);
    for (const packageDir of packageDirs) await registry.addVersion(packageDir, at);
    const workers = Array.from({ length: 50 }, (_, index) => `worker-${index}`);
    const results = await Promise.all(
      workers.map((by) => register({ folder, packageDirs, moves: 2, by })),
    );

    const history = await registry.history('production');
    expect(history).toHaveLength(100);
    history.forEach(({ from, to }, index) => {
      expect(from).toBe(history[index - 1]?.to ?? null);
      expect(to).not.toBe(from);
    });
    for (const by of workers) expect(history.filter((change) => change.by === by)).toHaveLength(2);
    expect(results.every(({ won }) => won === 2)).toBe(true);
    expect((await readdir(join(folder, 'aliases', 'production'))).length).toBe(100);
  }, 120_000);

  test('are not held up by one that was killed while it wrote', async () => {
    const folder = join(await newFolder(), 'registry');
    const packageDirs = await Promise.all([1, 2, 3].map((weight) => toyPackage(-weight)));
    const killed = execFile(process.execPath, [
      script(),
      JSON.stringify({ folder, packageDirs, moves: 1e9, by: 'killed' }),
    ]);
    const registry = new ModelRegistry(folder);
    while ((await registry.history('production')).length < 3) continue;
    killed.kill('SIGKILL');

    await register({ folder, packageDirs, moves: 5, by: 'next' });
    expect((await registry.history('production')).slice(-5).every(({ by }) => by === 'next')).toBe(
      true,
    );
  });
});

import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPackage } from '../../src/delivery/package-folder.js';
import type { BucketPlace } from '../../src/delivery/registry/bucket.js';
import { BucketStore } from '../../src/delivery/registry/bucket-store.js';
import { collectVersion, planCollection } from '../../src/delivery/registry/collect.js';
import { ModelRegistry } from '../../src/delivery/registry/model-registry.js';
import { fixtureScript } from '../delivery/fixtures/bundle.js';
import type { RegisterFixtureArgs } from '../delivery/fixtures/register.js';
import { at, move } from '../delivery/fixtures/registry-with.js';
import { newFolder, toyPackage } from '../delivery/fixtures/toy-model.js';
import { type S3Server, s3Missing, s3Program, startS3 } from './s3-server.js';
import { skippedAloud } from './server-process.js';
import { startProxy } from './web-proxy.js';

describe.skipIf(skippedAloud('a server for S3', s3Missing))(
  `a registry in a bucket (${s3Program})`,
  () => {
    let server: S3Server;
    let prefixes = 0;
    beforeAll(async () => {
      server = await startS3();
    });
    afterAll(() => server[Symbol.asyncDispose]());

    const placeOf = (change: Partial<BucketPlace['connection']> = {}, prefix?: string) => ({
      url: `s3://data/${prefix ?? `registry-${++prefixes}`}`,
      connection: { ...server.params, timeout: 20, ...change },
    });
    const open = async (place: BucketPlace) =>
      new ModelRegistry(new BucketStore(place, await newFolder()));
    const registryWith = async (count: number) => {
      const place = placeOf();
      const registry = await open(place);
      for (let index = 1; index <= count; index++) {
        await registry.addVersion(await toyPackage(-0.01 * index), at);
      }
      return { registry, place, prefix: place.url.replace('s3://data/', '') };
    };

    test('keeps versions that another machine reads, checks and repeats', async () => {
      const { registry, place } = await registryWith(2);
      const other = await open(place);
      expect((await other.versions()).map(({ name }) => name)).toEqual(['v1', 'v2']);
      const mine = await openPackage((await registry.version('v2')).folder);
      const theirs = await openPackage((await other.version('v2')).folder);
      expect(theirs.manifest).toEqual(mine.manifest);
      expect((await registry.addVersion(await toyPackage(-0.01), 'later')).name).toBe('v1');
      await expect(other.version('v3')).rejects.toMatchObject({ code: 'registry/unknown-version' });
      expect(other.store.place).toBe(place.url);
    });

    test('moves an alias only from where it is expected, and remembers every move and label', async () => {
      const { registry, place } = await registryWith(2);
      await registry.setAlias('production', 'v1', { ...move, expected: null });
      const other = await open(place);
      await other.setAlias('production', 'v2', { ...move, by: 'bo', expected: 'v1' });
      await expect(
        registry.setAlias('production', 'v1', { ...move, expected: 'v1' }),
      ).rejects.toMatchObject({ code: 'registry/alias-moved' });
      expect(await registry.history('production')).toEqual([
        { ...move, from: null, to: 'v1' },
        { ...move, by: 'bo', from: 'v1', to: 'v2' },
      ]);
      await registry.labels.change('v1', { at, by: 'ana', add: ['good'], note: 'first' });
      expect(await other.labels.of('v1')).toEqual({ tags: ['good'], note: 'first' });
      expect(await other.aliases()).toEqual({ production: 'v2' });
    });

    test('collects what nothing needs, and no more', async () => {
      const { registry, prefix } = await registryWith(3);
      await registry.setAlias('production', 'v1', move);
      await registry.setAlias('production', 'v2', move);
      const plan = await planCollection(registry, { newest: 0, neededElsewhere: () => [] });
      expect(plan.map(({ needed }) => needed.length > 0)).toEqual([true, true, false]);
      const before = await server.keys(`${prefix}/packages/`);
      for (const { version } of plan) {
        const taken = await collectVersion(registry, version, { at, by: 'ana' });
        expect(taken).toBe(version.name === 'v3');
      }
      const after = await server.keys(`${prefix}/packages/`);
      expect(before.length - after.length).toBe(before.length / 3);
      await expect(registry.version('v3')).rejects.toMatchObject({ code: 'registry/collected' });
      expect((await registry.addVersion(await toyPackage(-0.03), at)).name).toBe('v4');
      expect((await openPackage((await registry.version('v1')).folder)).facts.name).toBe('churn');
    }, 120_000);

    test('refuses an object that was changed, naming it, and mends a spoilt copy', async () => {
      const { registry, place, prefix } = await registryWith(2);
      const { folder, package: path = '' } = await registry.version('v1');
      await writeFile(join(folder, 'weights.bin'), 'x');
      await registry.version('v1');
      await expect(openPackage(folder)).resolves.toBeDefined();

      const other = await open(place);
      await server.put(`${prefix}/${path}/weights.bin`, 'evil');
      await expect(other.version('v1')).rejects.toMatchObject({
        code: 'registry/damaged',
        message: expect.stringMatching(
          /`weights\.bin` of the package `s3:\/\/data\/.*was changed.*`v1`/,
        ) as string,
      });
      // A whole package, sound in itself, in the place of another.
      const v2 = await registry.version('v2');
      for (const key of await server.keys(`${prefix}/${v2.package ?? ''}/`)) {
        const name = key.split('/').at(-1) ?? '';
        await server.put(`${prefix}/${path}/${name}`, await readFile(join(v2.folder, name)));
      }
      await expect(other.version('v1')).rejects.toThrow('another package than was registered');
      await expect((await open(place)).version('v2')).resolves.toBeDefined();
    });

    test('writes nothing where writes have no conditions', async () => {
      for (const status of [200, 501]) {
        await using proxy = await startProxy(server.endpoint, ({ headers }) =>
          headers['if-none-match'] === undefined ? {} : { status },
        );
        const place = placeOf({ endpoint: proxy.url });
        const registry = await open(place);
        await expect(registry.addVersion(await toyPackage(-0.01), at)).rejects.toMatchObject({
          code: 'registry/no-conditions',
          hints: expect.arrayContaining([expect.stringContaining('folder')]) as string[],
        });
        expect(
          await (await open({ ...place, ...placeOf({}, place.url.slice(10)) })).versions(),
        ).toEqual([]);
      }
    });

    const without = (name: 'secret_access_key') => {
      const { [name]: _gone, ...rest } = server.params;
      return rest;
    };
    test.each([
      {
        what: 'there is no bucket',
        url: 's3://nowhere/x',
        connection: () => server.params,
        code: 'registry/not-there',
      },
      {
        what: 'nobody is there',
        url: 's3://data/x',
        connection: () => ({ ...server.params, endpoint: 'http://127.0.0.1:1' }),
        code: 'registry/unreachable',
      },
      {
        what: 'the keys are wrong',
        url: 's3://data/x',
        connection: () => ({ ...server.params, secret_access_key: 'wr0ng' }),
        code: 'registry/refused',
      },
      {
        what: 'a key has no secret',
        url: 's3://data/x',
        connection: () => without('secret_access_key'),
        code: 'registry/incomplete',
      },
      {
        what: 'it is no bucket',
        url: 's3://',
        connection: () => server.params,
        code: 'registry/incomplete',
      },
    ])('says so when $what', async ({ what, url, connection, code }) => {
      if (what === 'the keys are wrong' && s3Program === 'moto') return; // It takes any.
      const place = { url, connection: { ...connection(), timeout: 5 } };
      const failure: unknown = await (async () => (await open(place)).versions())().catch(
        (error: unknown) => error,
      );
      expect(failure).toMatchObject({ code });
      expect(inspect(failure)).not.toContain('wr0ng');
    });

    describe('with several processes', () => {
      const script = fixtureScript('register.ts');
      const register = async (args: RegisterFixtureArgs) => {
        const ran = await promisify(execFile)(process.execPath, [script(), JSON.stringify(args)]);
        return JSON.parse(ran.stdout) as { names: string[]; won: number; lost: number };
      };

      test('fifty of them move one alias at once, and its history is one line without a gap', async () => {
        const { registry, place } = await registryWith(3);
        const packageDirs = await Promise.all([1, 2, 3].map((index) => toyPackage(-0.01 * index)));
        const folder = await newFolder();
        const workers = Array.from({ length: 50 }, (_, index) => `worker-${index}`);
        const results = await Promise.all(
          workers.map((by) => register({ folder, bucket: place, packageDirs, moves: 1, by })),
        );
        const history = await registry.history('production');
        expect(history).toHaveLength(50);
        history.forEach(({ from, to }, index) => {
          expect(from).toBe(history[index - 1]?.to ?? null);
          expect(to).not.toBe(from);
        });
        expect(new Set(history.map(({ by }) => by)).size).toBe(50);
        expect(results.every(({ won }) => won === 1)).toBe(true);
        expect((await registry.versions()).map(({ name }) => name)).toEqual(['v1', 'v2', 'v3']);
      }, 300_000);

      test('one that is killed in the midst of an upload leaves no half version', async () => {
        let written = 0;
        let reached = (): void => undefined;
        const third = new Promise<void>((resolve) => (reached = resolve));
        await using proxy = await startProxy(server.endpoint, ({ method, url = '' }) => {
          if (method !== 'PUT' || !url.includes('/packages/')) return {};
          if (++written === 3) reached();
          return written >= 3 ? { cutAfter: 0, after: new Promise(() => undefined) } : {};
        });
        const place = placeOf({ endpoint: proxy.url });
        const prefix = place.url.slice('s3://data/'.length);
        const packageDirs = [await toyPackage(-0.05)];
        const args = { folder: await newFolder(), bucket: place, packageDirs, moves: 1, by: 'x' };
        const child = execFile(process.execPath, [script(), JSON.stringify(args)]);
        const ended = new Promise((resolve) => child.once('exit', resolve));
        await third;
        child.kill('SIGKILL');
        await ended;

        const registry = await open(placeOf({}, prefix));
        expect((await server.keys(`${prefix}/packages/`)).length).toBeGreaterThanOrEqual(3);
        expect(await registry.versions()).toEqual([]);
        const added = await registry.addVersion(packageDirs[0] ?? '', at);
        expect(added.name).toBe('v1');
        await rm(added.folder, { recursive: true, force: true });
        await expect(registry.version('v1')).resolves.toBeDefined();
        const needed = new Set([added.package ?? '']);
        // What may still be written to stays; what is old goes.
        expect(await registry.store.sweep(needed)).toBe(0);
        expect(await registry.store.sweep(needed, -1000)).toBe(1);
        const left = await server.keys(`${prefix}/packages/`);
        expect(left.every((key) => key.startsWith(`${prefix}/${added.package ?? ''}/`))).toBe(true);
      }, 120_000);
    });
  },
);

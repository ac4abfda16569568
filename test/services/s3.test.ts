import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { projectWith } from '../data/project.js';
import { artifactDigests, leftovers } from '../helpers/project-files.js';
import {
  cleanIngest,
  patience,
  readingProject,
  readingYaml,
  strickenIngest,
  whereSeen,
} from './reading-project.js';
import { type S3Server, s3Missing, s3Program, startS3 } from './s3-server.js';
import { freePort, skippedAloud } from './server-process.js';
import { startProxy } from './web-proxy.js';

describe.skipIf(skippedAloud('a server for S3', s3Missing))(`S3 (${s3Program})`, () => {
  let server: S3Server;
  let masked: JsonObject;
  let environment: Record<string, string>;

  beforeAll(async () => {
    server = await startS3();
    masked = { type: 's3', ...server.params, secret_access_key: '${env:S3_SECRET}' };
    environment = { S3_SECRET: server.params.secret_access_key };
    await server.put('orders/b.csv', 'id;flag\n3;yes\n4;no\n');
    await server.put('orders/a.csv', 'id;flag\n1;yes\n2;no\n');
    await server.put('orders/deep/c.csv', 'id;flag\n5;yes\n');
    await server.put('orders/.keep', '');
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('reads what a pattern matches, by key, with the settings of the reader', async () => {
    const project = await projectWith({});
    const result = await project.ingest('s3', {
      ...server.params,
      url: 's3://data/orders/**.csv',
      read: { delimiter: ';' },
    });
    expect((await project.rows()).map((row) => row['id'])).toEqual([1, 2, 3, 4, 5]);
    expect(result.sources[0]?.files).toEqual([
      's3://data/orders/a.csv',
      's3://data/orders/b.csv',
      's3://data/orders/deep/c.csv',
    ]);
  });

  it('tells of a broken file by the name it has in the bucket', async () => {
    await server.put('broken.csv', 'a,b\n1,2\n1,2,3\n"');
    const project = await projectWith({});
    await expect(
      project.ingest('s3', { ...server.params, url: 's3://data/broken.csv' }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('s3://data/broken.csv') as string,
      place: { file: 's3://data/broken.csv' },
    });
  });

  it.each([
    [{ url: 's3://data/orders/x.csv' }, 'source/not-there', 4],
    [{ url: 's3://data/none/*.csv' }, 'source/not-there', 4],
    [{ url: 's3://nowhere/a.csv' }, 'source/not-there', 4],
    [{ url: 's3://nowhere/*.csv' }, 'source/not-there', 4],
    [{ url: 's3://data/orders/.keep' }, 'data/unknown-file-type', 4],
    [{ url: 'data/orders' }, 'data/source-incomplete', 3],
    [{ url: 's3://data/orders/a.csv', read: { records: 'x' } }, 'data/source-incomplete', 3],
    [{ url: 's3://data/orders/a.csv', endpoint: 'http://127.0.0.1:1' }, 'source/unreachable', 9],
    [
      { url: 's3://data/orders/a.csv', endpoint: 'http://nowhere.invalid' },
      'source/unreachable',
      9,
    ],
  ])('%o is refused with %s', async (more, code, exitCode) => {
    const project = await projectWith({});
    const reading = project.ingest('s3', { ...server.params, ...more });
    await expect(reading).rejects.toMatchObject({ code, exitCode });
  });

  it('looks for objects on all pages of a great bucket', async () => {
    const keys = Array.from({ length: 1050 }, (_, at) => `many/${String(at).padStart(4, '0')}.csv`);
    for (let at = 0; at < keys.length; at += 50) {
      const some = keys.slice(at, at + 50);
      await Promise.all(some.map((key, row) => server.put(key, `id,flag\n${at + row},yes\n`)));
    }
    await using proxy = await startProxy(server.endpoint);
    const project = await projectWith({});
    const endpoint = proxy.url;
    await project.ingest('s3', { ...server.params, endpoint, url: 's3://data/many/*49.csv' });
    const ids = (await project.rows()).map((row) => row['id']);
    expect(ids).toEqual(Array.from({ length: 11 }, (_, at) => at * 100 + 49));
    const lists = proxy.seen.filter(({ path }) => path.includes('list-type=2'));
    expect(lists.map(({ path }) => path.includes('continuation-token'))).toEqual([false, true]);
    // The bucket stands in the path, as it must where it cannot be a host name.
    expect(proxy.seen.filter(({ path }) => !/^\/data[/?]/.test(path))).toEqual([]);
  }, 120_000);

  describe('that goes away in the middle', () => {
    const rows = 20_000;
    const content = `id,flag\n${Array.from({ length: rows }, (_, row) => `${row},yes`).join('\n')}\n`;
    beforeAll(() => server.put('middle.csv', content));

    it('goes on by range from there, in the same run', async () => {
      let cuts = 2;
      await using proxy = await startProxy(server.endpoint, ({ method }) =>
        method === 'GET' && (cuts -= 1) >= 0 ? { cutAfter: 50_000 } : {},
      );
      const project = await projectWith({});
      const endpoint = proxy.url;
      await project.ingest('s3', { ...server.params, endpoint, url: 's3://data/middle.csv' });
      expect((await project.rows()).map((row) => row['id'])).toEqual([...Array(rows).keys()]);
      const ranges = proxy.seen.flatMap(({ method, headers }) =>
        method === 'GET' ? [headers.range] : [],
      );
      expect(ranges).toEqual([undefined, 'bytes=50000-', 'bytes=100000-']);
    });

    it('is refused when the object has changed meanwhile', async () => {
      await server.put('changing.csv', content);
      let changed: Promise<void> | undefined;
      await using proxy = await startProxy(server.endpoint, ({ method }) => {
        if (method !== 'GET' || changed !== undefined) return {};
        changed = server.put('changing.csv', content.replaceAll('yes', 'no!'));
        return { cutAfter: 50_000, after: changed };
      });
      const project = await projectWith({});
      const source = { ...server.params, endpoint: proxy.url, url: 's3://data/changing.csv' };
      await expect(project.ingest('s3', source)).rejects.toMatchObject({
        code: 'source/changed',
        exitCode: 4,
      });
      await project.ingest('s3', source);
      expect((await project.rows())[0]).toEqual({ id: 0, flag: 'no!' });
    });

    it('for good leaves nothing, and the next run completes', async () => {
      await using dying = await startS3();
      await dying.put('middle.csv', content);
      let killed: Promise<void> | undefined;
      await using proxy = await startProxy(dying.endpoint, ({ method }) => {
        if (method !== 'GET') return {};
        killed ??= dying.kill();
        return { cutAfter: 50_000, after: killed };
      });
      const source = {
        ...{ type: 's3', ...dying.params, secret_access_key: '${env:S3_SECRET}' },
        ...{ endpoint: proxy.url, url: 's3://data/middle.csv' },
      };
      await using project = await readingProject(source);
      const run = await project.mlx('ingest', { environment });
      expect(run.stderr).toContain('[source/interrupted]');
      expect(run.stderr).toContain('hint: Run again when the service is there');
      expect(run.exitCode).toBe(9);
      expect(await artifactDigests(project.path)).toEqual({});
      expect(await leftovers(project.path)).toEqual([]);
      await dying.start();
      await project.write({ 'mlx.yaml': readingYaml({ ...source, endpoint: dying.endpoint }) });
      const next = await project.mlx('ingest', { environment });
      expect(next.stderr).toContain('20,000 rows');
    });
  });

  it('that does not know the keys is refused', async () => {
    await using strict = await startS3({ strict: true });
    const project = await projectWith({});
    await expect(
      project.ingest('s3', { ...strict.params, url: 's3://data/a.csv' }),
    ).rejects.toMatchObject({ code: 'source/refused', exitCode: 9 });
    await expect(
      project.ingest('s3', { ...strict.params, url: 's3://data/*.csv' }),
    ).rejects.toMatchObject({ code: 'source/refused', exitCode: 9 });
  });

  it('is read again when an object is new or has changed, and not before', async () => {
    await server.put('growing/a.csv', 'id,flag\n1,yes\n2,no\n');
    await using project = await readingProject({ ...masked, url: 's3://data/growing/*.csv' });
    expect((await project.mlx('ingest', { environment })).exitCode).toBe(0);
    expect((await project.mlx('ingest', { environment })).stderr).toContain('nothing changed');
    await server.put('growing/b.csv', 'id,flag\n3,yes\n');
    expect((await project.mlx('ingest', { environment })).stderr).toContain(
      'source orders changed',
    );
    await server.put('growing/b.csv', 'id,flag\n4,yes\n');
    expect((await project.mlx('ingest', { environment })).stderr).toContain(
      'source orders changed',
    );
    const validated = await project.mlx('validate', { environment });
    expect(validated.stdout).toContain('not looked at');
  });

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'is left at once on %s, and read again by the next run',
    async (signal) => {
      const lines = Array.from(
        { length: 100_000 },
        (_, row) => `${row},${row % 2 === 0 ? 'yes' : 'no'},${'x'.repeat(60)}`,
      );
      await server.put('great.csv', `id,flag,filling\n${lines.join('\n')}\n`);
      await using project = await readingProject({ ...masked, url: 's3://data/great.csv' });
      const struck = await strickenIngest(project, signal, { env: environment, within: 300 });
      expect(struck.artifacts).toEqual([]);
      expect(struck.seconds).toBeLessThan(patience);
      await cleanIngest(project, environment);
    },
  );

  it('never shows its secret', async () => {
    await using project = await readingProject({ ...masked, url: 's3://data/orders/a.csv' });
    const printed: string[] = [];
    for (const [change, exitCode] of [
      [{}, 0],
      [{ url: 's3://data/none.csv' }, 4],
      [{ endpoint: `http://127.0.0.1:${await freePort()}` }, 9],
    ] as const) {
      const source = { ...masked, url: 's3://data/orders/a.csv', ...change };
      await project.write({ 'mlx.yaml': readingYaml(source) });
      for (const flag of ['--verbose', '--json']) {
        const run = await project.mlx(['ingest', flag], { environment });
        expect([change, run.exitCode, run.stderr]).toEqual([change, exitCode, run.stderr]);
        printed.push(run.stdout, run.stderr);
      }
    }
    expect(await whereSeen(server.params.secret_access_key, project, printed)).toEqual([]);
  });
});

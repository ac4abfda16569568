import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { projectWith } from '../data/project.js';
import {
  cleanIngest,
  patience,
  readingProject,
  readingYaml,
  strickenIngest,
  whereSeen,
} from './reading-project.js';
import { type S3Server, s3Missing, startS3 } from './s3-server.js';
import { freePort, skippedAloud } from './server-process.js';

describe.skipIf(skippedAloud('a server for S3', s3Missing))('S3', () => {
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

  it('that does not know the keys is refused', async () => {
    await using strict = await startS3({ allowed: 1 });
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

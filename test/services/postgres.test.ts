import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { projectWith, typesOf } from '../data/project.js';
import { type PostgresServer, postgresMissing, startPostgres } from './postgres-server.js';
import {
  cleanIngest,
  patience,
  readingProject,
  readingYaml,
  strickenIngest,
  whereSeen,
} from './reading-project.js';
import { freePort, skippedAloud } from './server-process.js';

describe.skipIf(skippedAloud('PostgreSQL', postgresMissing))('PostgreSQL', () => {
  let server: PostgresServer;
  let params: JsonObject;
  /** As a project should name the password. */
  let masked: JsonObject;
  let environment: Record<string, string>;

  beforeAll(async () => {
    server = await startPostgres();
    params = { type: 'postgres', ...server.params, password: server.password };
    masked = { ...params, password: '${env:PG_PASSWORD}' };
    environment = { PG_PASSWORD: server.password };
    await server.run(`
      CREATE TABLE orders (id integer PRIMARY KEY, flag boolean, updated_at timestamptz);
      INSERT INTO orders SELECT v, v % 2 = 0, timestamptz '2024-01-01 00:00:00+02' + v * interval '1 hour' FROM generate_series(1, 50) AS v;
      CREATE SCHEMA "odd.schema"; CREATE TABLE "odd.schema"."Odd ""Name""" (a integer); INSERT INTO "odd.schema"."Odd ""Name""" VALUES (1);
      CREATE TYPE mood AS ENUM ('sad', 'happy');
      CREATE ROLE stranger LOGIN PASSWORD 'stranger'`);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const ask = (more: JsonObject): JsonObject => {
    const { type: _, ...rest } = { type: 'postgres', ...params, ...more };
    return rest;
  };

  it('gives every type as what it is', async () => {
    const project = await projectWith({});
    const query = `SELECT * FROM (VALUES (
      1::smallint, 9223372036854775807::bigint, 123456789012345678901234567890::numeric, 0.1::numeric(4,2), 1.5::real,
      'NaN'::float8, timestamptz '2024-03-31 02:30:00+02', date '2024-02-29', '{"a": [1]}'::jsonb, ARRAY[1, NULL, 3],
      '\\xdeadbeef'::bytea, 'happy'::mood, 'x'::char(3), interval '1 day', ROW(1, 'x')))
      AS t(small, big, huge, exact, single, nan, zoned, day, json, list, bytes, mood, padded, span, record)`;
    const result = await project.ingest('postgres', ask({ query }), {
      columns: { huge: { type: 'text' }, bytes: { type: 'text' } },
    });
    expect(await project.rows()).toEqual([
      {
        ...{
          small: 1,
          big: '9223372036854775807',
          huge: '123456789012345678901234567890',
          exact: 0.1,
        },
        ...{
          single: 1.5,
          nan: null,
          zoned: '2024-03-31T00:30:00.000Z',
          day: '2024-02-29T00:00:00.000Z',
        },
        ...{
          json: '{"a": [1]}',
          list: '[1,null,3]',
          bytes: 'DEADBEEF',
          mood: 'happy',
          padded: 'x',
        },
        ...{ span: 'P1D', record: '{"f1":1,"f2":"x"}' },
      },
    ]);
    expect(typesOf(result)).toMatchObject({
      small: 'integer',
      big: 'integer',
      exact: 'number',
      zoned: 'timestamp',
    });
  });

  it('keeps as text what no timestamp can hold', async () => {
    const project = await projectWith({});
    await project.ingest(
      'postgres',
      ask({ query: `SELECT timestamp 'infinity' AS forever, 1 AS one` }),
    );
    expect(await project.rows()).toEqual([{ forever: 'infinity', one: 1 }]);
  });

  it('reads odd names, tables without rows in their columns, and a URL', async () => {
    const project = await projectWith({});
    await project.ingest('postgres', ask({ table: '"odd.schema"."Odd ""Name"""' }));
    expect(await project.rows()).toEqual([{ a: 1 }]);
    const { host, port } = server;
    const url = `postgresql://postgres:${encodeURIComponent(server.password)}@${host}:${port}/postgres`;
    await project.ingest('postgres', { url, query: 'TABLE orders LIMIT 1' });
    expect(await project.rows()).toHaveLength(1);
    await expect(
      project.ingest('postgres', ask({ query: 'SELECT 1 AS a WHERE false' })),
    ).rejects.toMatchObject({
      code: 'data/no-rows',
    });
  });

  it.each([
    [{ table: 'order' }, 'source/not-there', 4],
    [{ table: 'orders', database: 'nowhere' }, 'source/not-there', 4],
    [{ query: 'SELECT nothing FROM orders' }, 'source/query', 4],
    [{ query: 'DELETE FROM orders' }, 'source/not-read-only', 4],
    [
      { query: 'WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone' },
      'source/query',
      4,
    ],
    [{ query: 'SELECT 1) AS q; DROP TABLE orders; SELECT * FROM (SELECT 2' }, 'source/query', 4],
    [
      { query: `SELECT setval('s', 1) FROM (SELECT pg_notify('a', 'b'), lo_creat(1)) AS q` },
      'source/',
      4,
    ],
    [{ table: 'orders', query: 'SELECT 1' }, 'data/source-incomplete', 3],
    [{ table: 'orders', password: 'wrong' }, 'source/refused', 9],
    [{ table: 'orders', user: 'stranger', password: 'stranger' }, 'source/refused', 9],
    [{ table: 'orders', tls: 'on' }, 'source/unreachable', 9],
    [{ table: 'orders', port: 1 }, 'source/unreachable', 9],
    [{ table: 'orders', host: 'nowhere.invalid' }, 'source/unreachable', 9],
    [{ table: 'orders', host: '10.255.255.1', timeout: 0.5 }, 'source/unreachable', 9],
  ])('%o is refused with %s', async (more, code, exitCode) => {
    const project = await projectWith({});
    await expect(project.ingest('postgres', ask(more))).rejects.toMatchObject({
      code: expect.stringContaining(code) as string,
      exitCode,
    });
    const after = await projectWith({});
    await after.ingest('postgres', ask({ table: 'orders' }));
    expect(await after.rows()).toHaveLength(50);
  });

  it('that dies in the middle leaves nothing, and the next run completes', async () => {
    await using dying = await startPostgres();
    const { password } = dying;
    const query = `SELECT g AS id, repeat('x', 200) || g AS filling FROM generate_series(1, 3000000) AS g`;
    const project = await projectWith({});
    let killed: Promise<void> | undefined;
    const reading = project.ingest(
      'postgres',
      { ...dying.params, password, query },
      {
        emit: (event) => {
          if (event.type === 'progress' && event.unit === 'rows') killed ??= dying.kill();
        },
      },
    );
    await expect(reading).rejects.toMatchObject({ code: 'source/interrupted', exitCode: 9 });
    await killed;
    await dying.start();
    await project.ingest('postgres', {
      ...dying.params,
      password,
      query: query.replace('3000000', '3000'),
    });
    expect(await project.rows()).toHaveLength(3000);
  });

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'is left at once on %s, and read again by the next run',
    async (signal) => {
      const query = `SELECT g AS id, g % 2 = 0 AS flag, repeat('x', 200) || g AS filling FROM generate_series(1, 2000000) AS g`;
      await using project = await readingProject({ ...masked, query });
      const struck = await strickenIngest(project, signal, { env: environment });
      expect(struck.artifacts).toEqual([]);
      expect(struck.seconds).toBeLessThan(patience);
      await project.write({ 'mlx.yaml': readingYaml({ ...masked, table: 'orders' }) });
      await cleanIngest(project, environment);
    },
  );

  it('never shows its password', async () => {
    await using project = await readingProject({ ...masked, table: 'orders' });
    const printed: string[] = [];
    const wrong = 'wr0ng-s3cret/&';
    for (const [change, password, exitCode] of [
      [{}, server.password, 0],
      [{}, wrong, 9],
      [{ port: await freePort() }, wrong, 9],
      [{ tls: 'on' }, wrong, 9],
      [{ table: 'nothing' }, server.password, 4],
    ] as const) {
      await project.write({ 'mlx.yaml': readingYaml({ ...masked, table: 'orders', ...change }) });
      for (const flag of ['--verbose', '--json']) {
        const run = await project.mlx(['ingest', flag], { environment: { PG_PASSWORD: password } });
        expect([change, run.exitCode, run.stderr]).toEqual([change, exitCode, run.stderr]);
        printed.push(run.stdout, run.stderr);
      }
      const url = `postgres://postgres:${encodeURIComponent(password)}@${server.host}:${server.port}/postgres`;
      await project.write({
        'mlx.yaml': readingYaml({
          type: 'postgres',
          url: '${env:PG_URL}',
          table: 'orders',
          ...change,
        }),
      });
      const run = await project.mlx('ingest --verbose', { environment: { PG_URL: url } });
      printed.push(run.stdout, run.stderr);
    }
    expect(await whereSeen(server.password, project, printed)).toEqual([]);
    expect(await whereSeen(wrong, project, printed)).toEqual([]);
  });
});

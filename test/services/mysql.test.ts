import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { projectWith, typesOf } from '../data/project.js';
import { type MysqlServer, mysqlMissing, startMysql } from './mysql-server.js';
import {
  cleanIngest,
  patience,
  readingProject,
  readingYaml,
  strickenIngest,
  whereSeen,
} from './reading-project.js';
import { freePort, skippedAloud } from './server-process.js';

describe.skipIf(skippedAloud('MariaDB', mysqlMissing))('MariaDB', () => {
  let server: MysqlServer;
  let params: JsonObject;
  let masked: JsonObject;
  let environment: Record<string, string>;

  beforeAll(async () => {
    server = await startMysql();
    params = { ...server.params, password: server.password };
    masked = { type: 'mysql', ...server.params, password: '${env:MY_PASSWORD}' };
    environment = { MY_PASSWORD: server.password };
    await server.run(
      'USE test',
      'CREATE TABLE orders (id INT PRIMARY KEY, flag BOOLEAN, updated_at TIMESTAMP)',
      `INSERT INTO orders SELECT seq, seq % 2, TIMESTAMP '2024-01-01 00:00:00' + INTERVAL seq HOUR FROM test.seq_1_to_50`,
      'CREATE TABLE `odd ``name``` (a INT)',
      'INSERT INTO `odd ``name``` VALUES (1)',
    );
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('gives every type as what it is', async () => {
    await server.run(
      'USE test',
      `CREATE TABLE kinds (tiny TINYINT, truth BOOLEAN, big BIGINT, huge BIGINT UNSIGNED, exact DECIMAL(4,2), single FLOAT,
       zoned TIMESTAMP NULL, local DATETIME(6), day DATE, spent TIME, y YEAR, bytes VARBINARY(4), json JSON, pick ENUM('a', 'b'))`,
      `SET time_zone = '+02:00'`,
      `INSERT INTO kinds VALUES (5, 1, 9223372036854775807, 18446744073709551615, 0.10, 0.1, '2024-03-31 04:30:00',
       '2024-03-31 02:30:00.123456', '2024-02-29', '12:00:01', 2024, x'DEADBEEF', '{"a": 1}', 'b')`,
    );
    const project = await projectWith({});
    const result = await project.ingest(
      'mysql',
      { ...params, table: 'kinds' },
      {
        columns: { huge: { type: 'text' }, bytes: { type: 'text' } },
      },
    );
    expect(await project.rows()).toEqual([
      {
        ...{
          tiny: 5,
          truth: true,
          big: '9223372036854775807',
          huge: '18446744073709551615',
          exact: 0.1,
        },
        // A number in single precision is the double that it is.
        ...{
          single: Math.fround(0.1),
          zoned: '2024-03-31T02:30:00.000Z',
          local: '2024-03-31T02:30:00.123Z',
        },
        ...{ day: '2024-02-29T00:00:00.000Z', spent: '12:00:01', y: 2024, bytes: 'DEADBEEF' },
        ...{ json: '{"a": 1}', pick: 'b' },
      },
    ]);
    expect(typesOf(result)).toMatchObject({
      truth: 'boolean',
      exact: 'number',
      local: 'timestamp',
    });
  });

  it('keeps as text what no timestamp can hold, and as number what no boolean can', async () => {
    const project = await projectWith({});
    await server.run(
      'USE test',
      `SET sql_mode = ''`,
      'CREATE TABLE zeros (day DATE, truth TINYINT(1))',
      `INSERT INTO zeros VALUES ('0000-00-00', 7)`,
    );
    await project.ingest('mysql', { ...params, table: 'zeros' });
    expect(await project.rows()).toEqual([{ day: '0000-00-00', truth: 7 }]);
  });

  it('reads odd names, and a URL', async () => {
    const project = await projectWith({});
    await project.ingest('mysql', { ...params, table: 'test."odd `name`"' });
    expect(await project.rows()).toEqual([{ a: 1 }]);
    const url = `mariadb://reader:${encodeURIComponent(server.password)}@127.0.0.1:${server.port}/test`;
    await project.ingest('mysql', {
      url,
      query: `SELECT "a text" AS words, id FROM orders ORDER BY id LIMIT 1`,
    });
    expect(await project.rows()).toEqual([{ words: 'a text', id: 1 }]);
  });

  it.each([
    [{ table: 'order' }, 'source/not-there', 4],
    [{ table: 'orders', database: 'nowhere' }, 'source/refused', 9],
    [{ query: 'SELECT nothing FROM orders' }, 'source/query', 4],
    [{ query: 'DROP TABLE orders' }, 'source/not-read-only', 4],
    [{ query: 'SELECT * FROM orders FOR UPDATE' }, 'source/not-read-only', 4],
    [{ query: 'SELECT 1) AS q; DROP TABLE orders; SELECT * FROM (SELECT 2' }, 'source/query', 4],
    [{ query: `SELECT 1 INTO OUTFILE '/tmp/mlx-must-not-be'` }, 'source/', 4],
    [{ table: 'orders', password: 'wrong' }, 'source/refused', 9],
    [{ table: 'orders', port: 1 }, 'source/unreachable', 9],
    [{ table: 'orders', host: 'nowhere.invalid' }, 'source/unreachable', 9],
    [{ table: 'orders', host: '10.255.255.1', timeout: 0.5 }, 'source/unreachable', 9],
  ])('%o is refused with %s', async (more, code, exitCode) => {
    const project = await projectWith({});
    await expect(project.ingest('mysql', { ...params, ...more })).rejects.toMatchObject({
      code: expect.stringContaining(code) as string,
      exitCode,
    });
    await project.ingest('mysql', { ...params, table: 'orders' });
    expect(await project.rows()).toHaveLength(50);
  });

  it('that dies in the middle leaves nothing, and the next run completes', async () => {
    await using dying = await startMysql();
    const password = dying.password;
    await dying.run(
      'CREATE TABLE test.filling AS SELECT seq AS id, repeat(seq, 40) AS filling FROM test.seq_1_to_400000',
    );
    const project = await projectWith({});
    let killed: Promise<void> | undefined;
    const source = {
      ...dying.params,
      password,
      query: 'SELECT a.* FROM filling AS a, (SELECT 1 UNION SELECT 2) AS b',
    };
    const reading = project.ingest('mysql', source, {
      emit: (event) => {
        if (event.type === 'progress' && event.unit === 'rows') killed ??= dying.kill();
      },
    });
    await expect(reading).rejects.toMatchObject({ code: 'source/interrupted', exitCode: 9 });
    await killed;
    await dying.start();
    await project.ingest('mysql', {
      ...dying.params,
      password,
      query: 'SELECT * FROM filling LIMIT 10',
    });
    expect(await project.rows()).toHaveLength(10);
  });

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'is left at once on %s, and read again by the next run',
    async (signal) => {
      const query =
        'SELECT seq AS id, seq % 2 AS flag, repeat(seq, 40) AS filling FROM seq_1_to_1000000';
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
        const run = await project.mlx(['ingest', flag], { environment: { MY_PASSWORD: password } });
        expect([change, run.exitCode, run.stderr]).toEqual([change, exitCode, run.stderr]);
        printed.push(run.stdout, run.stderr);
      }
    }
    expect(await whereSeen(server.password, project, printed)).toEqual([]);
    expect(await whereSeen(wrong, project, printed)).toEqual([]);
  });

  it('with a watermark is read again when that has changed, and not before', async () => {
    await server.run('USE test', 'CREATE TABLE growing AS SELECT * FROM orders');
    const watermark = 'SELECT max(updated_at), count(*) FROM growing';
    await using project = await readingProject({ ...masked, table: 'growing', watermark });
    await project.mlx('ingest', { environment });
    expect((await project.mlx('ingest', { environment })).stderr).toContain('nothing changed');
    await server.run('USE test', 'INSERT INTO growing VALUES (51, true, now())');
    const after = await project.mlx('ingest', { environment });
    expect(after.stderr).toContain('source orders changed');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { type PostgresServer, postgresMissing, startPostgres } from './postgres-server.js';
import { readingProject, readingYaml } from './reading-project.js';
import { freePort, skippedAloud } from './server-process.js';

describe.skipIf(skippedAloud('PostgreSQL', postgresMissing))('a database', () => {
  let server: PostgresServer;
  let masked: JsonObject;
  let environment: Record<string, string>;

  beforeAll(async () => {
    server = await startPostgres();
    masked = { type: 'postgres', ...server.params, password: '${env:PG_PASSWORD}' };
    environment = { PG_PASSWORD: server.password };
    await server.run(`
      CREATE TABLE orders (id integer PRIMARY KEY, flag boolean, updated_at timestamptz);
      INSERT INTO orders SELECT v, v % 2 = 0, timestamptz '2024-01-01' + v * interval '1 hour' FROM generate_series(1, 50) AS v`);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describe('without a watermark', () => {
    it('is read again on each run, and says how to avoid that', async () => {
      await using project = await readingProject({ ...masked, table: 'orders' });
      const first = await project.mlx('ingest', { environment });
      expect(first.stderr).toContain('Add `watermark: COLUMN`');
      const plan = await project.mlx('plan --json', { environment });
      expect(plan.stdout).toContain('source orders may have changed');
      const split = await project.mlx('split', { environment });
      expect(split.stderr).toMatch(/ingest .*(nothing changed|reused)/);
      const second = await project.mlx('ingest', { environment });
      expect(second.stderr).toContain('source orders may have changed');
    });

    it('and with `refresh: once` is kept until it is to be refreshed', async () => {
      await using project = await readingProject({ ...masked, table: 'orders', refresh: 'once' });
      await project.mlx('ingest', { environment });
      const again = await project.mlx('ingest', { environment });
      expect(again.stderr).toContain('nothing changed');
      const refreshed = await project.mlx('ingest --refresh', { environment });
      expect(refreshed.stderr).toContain('source orders may have changed');
    });
  });

  it('with a watermark is read again when that has changed, and not before', async () => {
    await server.run('CREATE TABLE IF NOT EXISTS growing AS SELECT * FROM orders');
    await using project = await readingProject({
      ...masked,
      table: 'growing',
      watermark: 'updated_at',
    });
    await project.mlx('ingest', { environment });
    expect((await project.mlx('ingest', { environment })).stderr).toContain('nothing changed');
    await server.run(`INSERT INTO growing VALUES (51, true, timestamptz '2025-01-01')`);
    expect((await project.mlx('plan', { environment })).stdout).toContain('source orders changed');
    const after = await project.mlx('ingest', { environment });
    expect(after.stderr).toContain('source orders changed');
  });

  it('that is down stops a run, but not the commands that only look', async () => {
    await using project = await readingProject({ ...masked, table: 'orders', watermark: 'id' });
    await project.mlx('ingest', { environment });
    const down = readingYaml({
      ...masked,
      table: 'orders',
      watermark: 'id',
      port: '${env:PG_PORT}',
    });
    await project.write({ 'mlx.yaml': down });
    const up = { ...environment, PG_PORT: String(server.port) };
    expect((await project.mlx('ingest', { environment: up })).exitCode).toBe(0);
    const nobody = { ...environment, PG_PORT: String(await freePort()) };
    const validated = await project.mlx('validate', { environment: nobody });
    expect([validated.exitCode, validated.stdout]).toEqual([
      0,
      expect.stringContaining('not looked at'),
    ]);
    for (const command of ['plan', 'status', 'ingest --dry-run']) {
      const looked = await project.mlx(command, { environment: nobody });
      expect([command, looked.exitCode, looked.stderr]).toEqual([command, 0, '']);
    }
    const run = await project.mlx('ingest', { environment: nobody });
    expect([run.exitCode, run.stderr]).toEqual([9, expect.stringContaining('source/unreachable')]);
  });
});

import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { Database as Sqlite } from 'node-sqlite3-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { literal } from '../../src/data/tables/sql.js';
import { projectWith } from '../data/project.js';
import { type GrowingTable, histories, liveThrough } from './growing-table.js';
import { type MysqlServer, mysqlMissing, startMysql } from './mysql-server.js';
import { type PostgresServer, postgresMissing, startPostgres } from './postgres-server.js';
import { mysqlLiteral } from './same-table.js';
import { skippedAloud } from './server-process.js';

const dateOf = (tick: number): string =>
  new Date(Date.UTC(2026, 0, 1, 0, 0, tick)).toISOString().slice(0, 19).replace('T', ' ');

/** A table whose moments are texts, as SQLite has it mostly. */
async function sqliteTable(moment: GrowingTable['moment'] = (tick) => `'${dateOf(tick)}'`) {
  const { folder } = await projectWith({});
  const file = join(folder, 'growing.db');
  const run = (...statements: readonly string[]): Promise<void> => {
    const database = new Sqlite(file);
    for (const statement of statements) database.exec(statement);
    database.close();
    return Promise.resolve();
  };
  await run('CREATE TABLE growing (id INTEGER PRIMARY KEY, words TEXT, at)');
  return { type: 'sqlite', params: { path: 'growing.db' }, run, moment, literal, folder };
}

async function holds(
  table: () => Promise<GrowingTable>,
  { key, numRuns }: { readonly key: boolean; readonly numRuns: number },
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(histories(!key), async (history) => {
      for (const { kept, afresh, plain } of await liveThrough(history, await table(), { key })) {
        expect(kept).toEqual(afresh);
        if (key) expect(digest(kept)).toBe(digest(plain));
      }
    }),
    { numRuns, seed: 11, endOnFailure: true },
  );
}

function digest(ingested: unknown): string {
  return (ingested as { result: { digest: string } }).result.digest;
}

describe('rows that are new to those of an earlier ingest', () => {
  it.each([
    ['texts', undefined],
    ['whole numbers', (tick: number) => String(tick)],
    ['fractions', (tick: number) => String(tick / 3)],
  ])(
    'make what a full read makes, byte for byte, whatever happened to the table (SQLite, moments are %s)',
    async (_, moment) => {
      await holds(() => sqliteTable(moment), { key: true, numRuns: 4 });
    },
    240_000,
  );

  it('and without a key, when rows are only added', async () => {
    await holds(() => sqliteTable(), { key: false, numRuns: 4 });
  }, 240_000);

  describe.skipIf(skippedAloud('PostgreSQL', postgresMissing))('in PostgreSQL', () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server[Symbol.asyncDispose]());

    it.each(['timestamptz', 'timestamp', 'text'])(
      'make what a full read makes (%s)',
      async (type) => {
        const table = async (): Promise<GrowingTable> => {
          const run = (...statements: readonly string[]): Promise<void> =>
            server.run(statements.join(';\n'));
          await run(
            'DROP TABLE IF EXISTS growing',
            `CREATE TABLE growing (id integer PRIMARY KEY, words text, at ${type})`,
          );
          const params = { ...server.params, password: server.password };
          const moment = (tick: number): string => `'${dateOf(tick)}'`;
          return { type: 'postgres', params, run, moment, literal };
        };
        await holds(table, { key: true, numRuns: 3 });
      },
      240_000,
    );
  });

  describe.skipIf(skippedAloud('MariaDB', mysqlMissing))('in MariaDB', () => {
    let server: MysqlServer;
    beforeAll(async () => {
      server = await startMysql();
    }, 60_000);
    afterAll(() => server[Symbol.asyncDispose]());

    it.each(['DATETIME(3)', 'TIMESTAMP NULL', 'BIGINT'])(
      'make what a full read makes (%s)',
      async (type) => {
        const table = async (): Promise<GrowingTable> => {
          const run = (...statements: readonly string[]): Promise<void> =>
            server.run('USE test', ...statements);
          await run(
            'DROP TABLE IF EXISTS growing',
            `CREATE TABLE growing (id INT PRIMARY KEY, words TEXT, at ${type})`,
          );
          const params = { ...server.params, password: server.password };
          // Beyond what a double holds exactly.
          const moment = (tick: number): string =>
            type === 'BIGINT' ? String(9007199254740993n + BigInt(tick)) : `'${dateOf(tick)}'`;
          return { type: 'mysql', params, run, moment, literal: mysqlLiteral };
        };
        await holds(table, { key: true, numRuns: 3 });
      },
      240_000,
    );
  });
});

describe('an incremental source', () => {
  const orders = async (incremental: JsonObject = { watermark: 'at', key: 'id' }) => {
    const table = await sqliteTable();
    await table.run(
      ...[1, 2, 3].map((id) => `INSERT INTO growing VALUES (${id}, 'w${id}', '${dateOf(id)}')`),
    );
    const project = await projectWith({});
    const cacheDir = join(table.folder, 'cache');
    const ingest = async (more: JsonObject = {}): Promise<readonly string[]> => {
      project.events.length = 0;
      const wanted = 'query' in more ? {} : { table: 'growing' };
      const params = { ...table.params, ...wanted, incremental, ...more };
      await project.ingest('sqlite', params, { projectDir: table.folder, cacheDir });
      return project.events.flatMap((event) =>
        event.type === 'note' && event.text.includes('rows') ? [event.text] : [],
      );
    };
    return { ...table, ingest, project, cacheDir };
  };

  it('says what it read, and reads no more than that', async () => {
    const { run, ingest, project } = await orders();
    expect(await ingest()).toEqual([]);
    await run(
      `INSERT INTO growing VALUES (9, 'new', '${dateOf(3)}')`,
      `UPDATE growing SET words = 'other', at = '${dateOf(4)}' WHERE id = 1`,
    );
    expect(await ingest()).toEqual([
      'growing.db: 1 new and 1 changed rows since 2026-01-01 00:00:03 (of 4)',
    ]);
    expect(await ingest()).toEqual(['growing.db: 0 new rows since 2026-01-01 00:00:04 (of 4)']);
    // What no watermark tells of is not read: the row stays as it was.
    await run(`UPDATE growing SET words = 'unseen' WHERE id = 2`);
    await ingest();
    expect((await project.rows()).map(({ words }) => words)).toEqual(['other', 'w2', 'w3', 'new']);
  });

  it('reads all when counting shows that rows are gone', async () => {
    const { run, ingest, project } = await orders();
    await ingest();
    await run(
      'DELETE FROM growing WHERE id = 2',
      `INSERT INTO growing VALUES (4, 'w', '${dateOf(9)}')`,
    );
    expect(await ingest()).toEqual([
      'growing.db: rows are gone, or changed without a newer at, so all 3 were read',
    ]);
    expect((await project.rows()).map(({ id }) => id)).toEqual([1, 3, 4]);
  });

  it('reads all of what it has not read with these columns', async () => {
    const { ingest, project } = await orders();
    await ingest();
    const query = 'SELECT id, at, upper(words) AS words FROM growing';
    expect(await ingest({ query })).toEqual([]);
    expect((await project.rows()).map(({ words }) => words)).toEqual(['W1', 'W2', 'W3']);
    expect(await ingest()).toHaveLength(1);
    expect((await project.rows()).map(({ words }) => words)).toEqual(['w1', 'w2', 'w3']);
  });

  it('keeps nothing where nothing may be kept', async () => {
    const { ingest, cacheDir, project, folder } = await orders();
    await project.ingest(
      'sqlite',
      { path: 'growing.db', table: 'growing', incremental: { watermark: 'at', key: 'id' } },
      { projectDir: folder },
    );
    expect(existsSync(cacheDir)).toBe(false);
    await ingest();
    expect(existsSync(cacheDir)).toBe(true);
  });

  it('has the old rows or the new ones, whenever it was killed', async () => {
    const { run, ingest, cacheDir } = await orders();
    await ingest();
    const parts = join(cacheDir, 'parts');
    const [pointer = ''] = (await readdir(parts)).filter((name) => name.endsWith('.latest'));
    const old = await readFile(join(parts, pointer), 'utf8');
    // As a process leaves it that dies before the last step: all is written but the name.
    await cp(join(parts, old), join(parts, `${old.slice(0, -8)}deadbeef`), { recursive: true });
    await run(`INSERT INTO growing VALUES (9, 'new', '${dateOf(3)}')`);
    expect(await ingest()).toEqual(['growing.db: 1 new rows since 2026-01-01 00:00:03 (of 4)']);
    expect(await readFile(join(parts, pointer), 'utf8')).not.toBe(old);
    expect(await readdir(parts)).not.toContain(old);
    expect((await readdir(parts)).filter((name) => name.includes('deadbeef'))).toEqual([]);
    // And one whose rows are gone reads all.
    await rm(join(parts, await readFile(join(parts, pointer), 'utf8')), { recursive: true });
    expect(await ingest()).toEqual([]);
  });

  it.each([
    [{ key: 'id' }, 'data/source-incomplete'],
    [{ watermark: 'updated' }, 'data/column-missing'],
    [{ watermark: 'at', key: ['id', 'nothing'] }, 'data/column-missing'],
    [{ watermark: 'at', key: 'words' }, 'source/key'],
  ])('%o is refused with %s', async (incremental, code) => {
    const { run, ingest } = await orders(incremental);
    await run(`INSERT INTO growing VALUES (4, 'w1', '${dateOf(4)}')`);
    await expect(ingest()).rejects.toMatchObject({ code });
  });

  it('refuses a key that new rows share, and keeps what it had', async () => {
    const { run, ingest } = await orders({ watermark: 'at', key: 'words' });
    await ingest();
    await run(
      `INSERT INTO growing VALUES (4, 'x', '${dateOf(4)}')`,
      `INSERT INTO growing VALUES (5, 'x', '${dateOf(4)}')`,
    );
    await expect(ingest()).rejects.toMatchObject({ code: 'source/key' });
    await run('DELETE FROM growing WHERE id = 5');
    expect(await ingest()).toEqual(['growing.db: 1 new rows since 2026-01-01 00:00:03 (of 4)']);
  });
});

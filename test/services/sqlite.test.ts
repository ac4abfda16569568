import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { Database as Sqlite } from 'node-sqlite3-wasm';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/data/tables/database.js';
import { projectWith, type TestProject } from '../data/project.js';
import {
  cleanIngest,
  patience,
  readingProject,
  readingYaml,
  strickenIngest,
} from './reading-project.js';

async function projectOf(...statements: readonly string[]): Promise<TestProject> {
  const project = await projectWith({});
  const database = new Sqlite(join(project.folder, 'a.db'));
  for (const statement of statements) database.exec(statement);
  database.close();
  return project;
}

describe('SQLite', () => {
  it('gives each cell as what it was stored as, whatever its column declares', async () => {
    const project = await projectOf(
      'CREATE TABLE mixed (id INTEGER PRIMARY KEY, whole INTEGER, real REAL, any, truth BOOLEAN, bytes BLOB, big INTEGER)',
      `INSERT INTO mixed VALUES (2, 'x', 1e300, 'text', 1, x'00FF', 9223372036854775807), (1, 1.5, 3, 0.1, 0, NULL, -9223372036854775808)`,
    );
    await project.ingest('sqlite', { path: 'a.db', table: 'mixed' });
    expect(await project.rows()).toEqual([
      {
        id: 1,
        whole: '1.5',
        real: 3,
        any: '0.1',
        truth: false,
        bytes: null,
        big: '-9223372036854775808',
      },
      {
        id: 2,
        whole: 'x',
        real: 1e300,
        any: 'text',
        truth: true,
        bytes: '00FF',
        big: '9223372036854775807',
      },
    ]);
  });

  it('gives every number with all its digits', async () => {
    const numbers = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      numRuns: 2000,
      seed: 7,
    });
    const project = await projectOf('CREATE TABLE t (id INTEGER PRIMARY KEY, x REAL)');
    const database = new Sqlite(join(project.folder, 'a.db'));
    database.exec('BEGIN');
    const insert = database.prepare('INSERT INTO t (x) VALUES (?)');
    for (const number of numbers) insert.run(number);
    insert.finalize();
    const stored = database.all('SELECT x FROM t ORDER BY id').map((row) => row['x']);
    database.exec('COMMIT');
    database.close();
    await project.ingest('sqlite', { path: 'a.db', table: 't' });
    const read = (await project.rows()).map((row) => row['x']);
    expect(read.filter((value, at) => value !== stored[at])).toEqual([]);
  });

  it('gives texts of every kind, and refuses those in UTF-16', async () => {
    const texts = [
      'a,b',
      'say "no"',
      "it's",
      'two\nlines',
      'CR\r\nLF',
      '\\N',
      'Grüße 東京 🚀',
      '""',
      ';',
    ];
    const rows = texts.map((text, at) => `(${at}, '${text.replaceAll("'", "''")}')`);
    const project = await projectOf(
      'CREATE TABLE t (id INTEGER, words TEXT)',
      `INSERT INTO t VALUES ${rows.join(', ')}`,
    );
    await project.ingest('sqlite', { path: 'a.db', query: 'SELECT * FROM t ORDER BY id' });
    expect((await project.rows()).map((row) => row['words'])).toEqual(texts);
    const file = await open(join(project.folder, 'a.db'), 'r+');
    await file.write(Buffer.from([0, 0, 0, 2]), 0, 4, 56);
    await file.close();
    await expect(project.ingest('sqlite', { path: 'a.db', table: 't' })).rejects.toMatchObject({
      code: 'data/encoding',
    });
  });

  it('reads odd names, views, several files, and a write-ahead log', async () => {
    const project = await projectOf(
      'CREATE TABLE "odd.""name""" ("a ""b""" INTEGER)',
      'INSERT INTO "odd.""name""" VALUES (1)',
      'CREATE VIEW seen AS SELECT 2 AS n',
    );
    await project.ingest('sqlite', { path: 'a.db', table: '"odd.""name"""' });
    expect(await project.rows()).toEqual([{ 'a "b"': 1 }]);
    await project.ingest('sqlite', { path: '*.db', table: 'seen' });
    expect(await project.rows()).toEqual([{ n: 2 }]);
    const database = new Sqlite(join(project.folder, 'wal.db'));
    database.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (5)',
    );
    expect((await stat(join(project.folder, 'wal.db-wal'))).size).toBeGreaterThan(0);
    await project.ingest('sqlite', { path: 'wal.db', table: 't' });
    expect(await project.rows()).toEqual([{ x: 5 }]);
    database.close();
  });

  it.each([
    [{ table: 'order' }, 'source/not-there'],
    [{ query: 'SELECT nothing FROM orders' }, 'source/query'],
    [{ query: 'DELETE FROM orders' }, 'source/not-read-only'],
    [{ query: 'SELECT 1; DROP TABLE orders' }, 'source/query'],
    [{ query: 'WITH x AS (SELECT 1) DELETE FROM orders' }, 'source/query'],
    [{ path: 'not.db', table: 'orders' }, 'data/not-a-table'],
    [{ path: 'none.db', table: 'orders' }, 'data/file-missing'],
  ])('%o is refused with %s', async (params, code) => {
    const project = await projectOf(
      'CREATE TABLE orders (id INTEGER)',
      'INSERT INTO orders VALUES (1)',
    );
    const other = await projectWith({ 'not.db': 'this is no database, and never was' });
    await rename(join(other.folder, 'not.db'), join(project.folder, 'not.db'));
    await expect(project.ingest('sqlite', { path: 'a.db', ...params })).rejects.toMatchObject({
      code,
      exitCode: 4,
    });
    await project.ingest('sqlite', { path: 'a.db', table: 'orders' });
    expect(await project.rows()).toEqual([{ id: 1 }]);
  });

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'is left at once on %s, and leaves no lock',
    async (signal) => {
      // It sorts for a long time before the first row, and SQLite cannot be interrupted meanwhile.
      const query = `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 3000000)
      SELECT x AS id, x % 2 AS flag, hex(x) AS filling FROM n ORDER BY id`;
      await using project = await readingProject({ type: 'sqlite', path: 'a.db', query });
      const database = new Sqlite(join(project.path, 'a.db'));
      database.exec(
        'CREATE TABLE t (id INTEGER, flag INTEGER); INSERT INTO t VALUES (1, 0), (2, 1)',
      );
      database.close();
      const struck = await strickenIngest(project, signal);
      expect(struck.artifacts).toEqual([]);
      expect(struck.seconds).toBeLessThan(patience);
      expect(await project.files()).not.toContainEqual(expect.stringContaining('a.db.lock'));
      await project.write({
        'mlx.yaml': readingYaml({ type: 'sqlite', path: 'a.db', table: 't' }),
      });
      await cleanIngest(project);
    },
  );

  it('is interrupted in the middle of a long sort', async () => {
    const project = await projectOf('CREATE TABLE t (id INTEGER)');
    const stop = new AbortController();
    const query =
      'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) AS m FROM n';
    setTimeout(() => stop.abort(new Error('stop')), 1500);
    const startedAt = performance.now();
    await expect(
      project.ingest('sqlite', { path: 'a.db', query }, { signal: stop.signal }),
    ).rejects.toThrow('stop');
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });

  it('hands over every row of a larger table', async () => {
    const project = await projectOf(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b REAL, c TEXT)',
      `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000) INSERT INTO t SELECT x, x % 100, x / 3.0, 'name ' || x FROM n`,
    );
    await project.ingest('sqlite', { path: 'a.db', table: 't' });
    await using database = await openDatabase();
    const [sums] = await database.rows(
      `SELECT count(*) AS n, sum(id) AS ids FROM read_parquet('${project.table}')`,
    );
    expect(sums).toEqual({ n: 100_000, ids: 5_000_050_000 });
  });
});

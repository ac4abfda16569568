import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, truncate } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { Database as Sqlite } from 'node-sqlite3-wasm';
import { describe, expect, it } from 'vitest';
import type { StageEvent } from '../../src/contracts/events.js';
import type { JsonObject } from '../../src/contracts/json.js';
import { projectWith, type TestProject } from '../data/project.js';
import { mysqlMissing, startMysql } from './mysql-server.js';
import { postgresMissing, startPostgres } from './postgres-server.js';
import { findProgram, skippedAloud } from './server-process.js';
import { sendFile, startWeb } from './web-server.js';

const gone = { code: 'source/interrupted', exitCode: 9 };

describe('a source that goes away in the middle', () => {
  it.skipIf(skippedAloud('PostgreSQL', postgresMissing))(
    'as a connection that PostgreSQL ends, is told of, and read by the next run',
    async () => {
      await using server = await startPostgres();
      const pause = `CASE WHEN g % 1000 = 0 THEN pg_sleep(0.02)::text END`;
      const query = `SELECT g AS id, repeat('x', 200) || g AS filling, ${pause} AS pause FROM generate_series(1, 100000) AS g`;
      await struckInTheMiddle({
        type: 'postgres',
        params: { ...server.params, password: server.password, query },
        strike: () =>
          server.run(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%filling%'`,
          ),
      });
    },
  );

  it.skipIf(skippedAloud('MariaDB', mysqlMissing))(
    'as a connection that MariaDB ends, is told of, and read by the next run',
    async () => {
      await using server = await startMysql();
      const pause = 'if(seq % 1000 = 0, sleep(0.02), NULL)';
      const query = `SELECT seq AS id, repeat(seq, 40) AS filling, ${pause} AS pause FROM seq_1_to_100000`;
      await struckInTheMiddle({
        type: 'mysql',
        params: { ...server.params, password: server.password, query },
        strike: () => endConnections({ ...server.params, password: server.password }),
      });
    },
  );

  it('as an SQLite file that is cut short, is told of', async () => {
    const project = await projectWith({});
    const file = join(project.folder, 'a.db');
    const database = new Sqlite(file);
    database.exec(
      `CREATE TABLE t (id INTEGER PRIMARY KEY, filling TEXT);
       WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000)
       INSERT INTO t SELECT x, hex(x) || 'some filling' FROM n`,
    );
    database.close();
    let cut: Promise<void> | undefined;
    const reading = project.ingest(
      'sqlite',
      { path: 'a.db', table: 't' },
      { emit: onRows(() => (cut ??= truncate(file, 1_000_000))) },
    );
    await expect(reading).rejects.toMatchObject({
      code: expect.stringMatching(/^(data|source)\//) as string,
      exitCode: 4,
      message: expect.stringContaining('a.db') as string,
    });
    expect(cut).toBeDefined();
  });

  const python = findProgram('python3');
  it.skipIf(skippedAloud('python3', python === undefined))(
    'an SQLite file that another program is writing to, is read as it was before',
    async () => {
      const project = await projectWith({});
      const file = join(project.folder, 'a.db');
      const script = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute('CREATE TABLE t (id INTEGER PRIMARY KEY)')
database.executemany('INSERT INTO t VALUES (?)', [(1,), (2,), (3,)])
database.execute('BEGIN EXCLUSIVE')
database.execute('INSERT INTO t VALUES (4)')
print('locked', flush=True)
sys.stdin.read()`;
      const writer = spawn(python ?? '', ['-c', script, file], { stdio: 'pipe' });
      try {
        await once(writer.stdout, 'data');
        await project.ingest('sqlite', { path: 'a.db', table: 't' });
        expect(await project.rows()).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
      } finally {
        writer.kill();
      }
    },
  );
});

describe('HTTP that fails in the middle', () => {
  const rows = 20_000;
  const csv = `id,flag\n${Array.from({ length: rows }, (_, row) => `${row},yes`).join('\n')}\n`;
  const half = csv.slice(0, csv.length / 2);
  const quick = { retries: 2, retry_delay: 0.05 };

  /** Ways to fail after half of the file. */
  const failures: Readonly<Record<string, (response: ServerResponse) => void>> = {
    'a connection that is reset': (response) => {
      response.writeHead(200, { etag: '"v"', 'content-length': csv.length });
      response.write(half, () => setTimeout(() => response.socket?.resetAndDestroy(), 30));
    },
    'a body in chunks that breaks off': (response) => {
      response.writeHead(200, { etag: '"v"' });
      response.write(half, () => setTimeout(() => response.destroy(), 30));
    },
    'a body shorter than it was said to be': (response) => {
      response.writeHead(200, { etag: '"v"', 'content-length': csv.length });
      response.write(half, () => setTimeout(() => response.socket?.end(), 30));
    },
  };

  it.for(Object.entries(failures))('by %s, goes on from there', async ([way, fail]) => {
    let failed = false;
    await using web = await startWeb((request, response) => {
      if (failed) sendFile(request, response, { content: csv, tag: '"v"' });
      else fail(response);
      failed = true;
    });
    const project = await projectWith({});
    await project.ingest('http', { url: `${web.url}/a.csv`, ...quick });
    const [first, second, ...more] = web.seen.map(({ headers }) => headers.range);
    expect([first, more]).toEqual([undefined, []]);
    // With a reset the system throws away what was not read yet.
    const isReset = way.endsWith('reset');
    expect(isReset ? [undefined, `bytes=${half.length}-`] : [`bytes=${half.length}-`]).toContain(
      second,
    );
    expect((await project.rows()).map((row) => row['id'])).toEqual([...Array(rows).keys()]);
  });

  it.for([500, 503])(
    'and then with status %i, keeps what came for the next run',
    async (status) => {
      let [begun, isDown] = [false, true];
      await using web = await startWeb((request, response) => {
        if (!begun) failures['a body in chunks that breaks off']?.(response);
        else if (isDown) response.writeHead(status).end('down');
        else sendFile(request, response, { content: csv, tag: '"v"' });
        begun = true;
      });
      const project = await projectWith({});
      const source = { url: `${web.url}/a.csv`, ...quick };
      await expect(project.ingest('http', source)).rejects.toMatchObject({
        code: 'source/failed',
        exitCode: 9,
        hints: ['Run again later, or raise `retries`'],
      });
      isDown = false;
      await project.ingest('http', source);
      expect(web.seen.at(-1)?.headers.range).toBe(`bytes=${half.length}-`);
      expect(await project.rows()).toHaveLength(rows);
    },
  );

  it('on a later page, is told of, and all pages are read by the next run', async () => {
    let isDown = true;
    await using web = await startWeb(({ address }, response) => {
      const page = Number(address.searchParams.get('page'));
      if (page === 3 && isDown) response.writeHead(500).end();
      else response.end(JSON.stringify({ items: page > 4 ? [] : [{ id: page }] }));
    });
    const project = await projectWith({});
    const source = { url: `${web.url}/a`, records: 'items', paging: { by: 'page' }, ...quick };
    await expect(project.ingest('http', source)).rejects.toMatchObject({
      code: 'source/failed',
      exitCode: 9,
    });
    isDown = false;
    await project.ingest('http', source);
    expect(await project.rows()).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }]);
  });
});

/** Ends every other connection of a user of MariaDB. */
async function endConnections(params: mysql.ConnectionOptions): Promise<void> {
  const connection = await mysql.createConnection(params);
  try {
    await connection.query(`BEGIN NOT ATOMIC
      FOR other IN (SELECT id FROM information_schema.processlist WHERE id <> connection_id()) DO
        KILL other.id;
      END FOR;
    END`);
  } finally {
    connection.destroy();
  }
}

interface Blow {
  readonly type: string;
  readonly params: JsonObject;
  readonly strike: () => Promise<void>;
}

/** Strikes at the first rows, and holds that the next run gives the table of an undisturbed one. */
async function struckInTheMiddle({ type, params, strike }: Blow): Promise<void> {
  const undisturbed = await (await projectWith({})).ingest(type, params);
  const project = await projectWith({});
  let struck: Promise<void> | undefined;
  const reading = project.ingest(type, params, { emit: onRows(() => (struck ??= strike())) });
  const outcome = await reading.catch((error: unknown) => error);
  await struck;
  expect(outcome).toMatchObject({
    ...gone,
    hints: ['Run again when the service is there; nothing was left half'],
  });
  expect(await scratchOf(project)).toEqual([]);
  const { digest } = await project.ingest(type, params);
  expect(digest).toBe(undisturbed.digest);
}

function onRows(strike: () => unknown): (event: StageEvent) => void {
  return (event) => {
    if (event.type === 'progress' && event.unit === 'rows') strike();
  };
}

async function scratchOf({ folder }: TestProject): Promise<readonly string[]> {
  return readdir(join(folder, 'scratch'));
}

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { projectWith, type TestProject, typesOf } from '../data/project.js';
import { type MysqlServer, mysqlMissing, startMysql } from './mysql-server.js';
import { type PostgresServer, postgresMissing, startPostgres } from './postgres-server.js';
import { type S3Server, s3Missing, startS3 } from './s3-server.js';
import {
  hardCsv,
  hardJsonl,
  hardRows,
  hardSql,
  mysqlLiteral,
  mysqlTypes,
  postgresTypes,
  writeHardParquet,
  writeHardSqlite,
} from './same-table.js';
import { skippedAloud } from './server-process.js';

/** What `hard.csv` becomes: the table that all others must become too. */
async function reference(): Promise<Seen> {
  const project = await projectWith({ 'hard.csv': hardCsv() });
  return seen(project, 'csv', { path: 'hard.csv' });
}

interface Seen {
  readonly digest: string;
  readonly types: Readonly<Record<string, string>>;
  readonly rows: readonly object[];
}

async function seen(project: TestProject, type: string, params: JsonObject): Promise<Seen> {
  const result = await project.ingest(type, params);
  return { digest: result.digest, types: typesOf(result), rows: await project.rows() };
}

describe('the same table', () => {
  it('is what was written, from CSV', async () => {
    const { rows, types } = await reference();
    expect(types).toEqual({
      ...{ id: 'integer', big: 'integer', price: 'number', ratio: 'number', flag: 'boolean' },
      ...{ seen_at: 'timestamp', day: 'timestamp', name: 'category' },
    });
    expect(rows).toEqual(
      hardRows.map((row) => ({
        ...row,
        price: row.price === null ? null : Number(row.price),
        seen_at: row.seen_at === null ? null : `${row.seen_at.replace(' ', 'T')}Z`,
        day: row.day === null ? null : `${row.day}T00:00:00.000Z`,
      })),
    );
  });

  it.each(['jsonl', 'parquet', 'sqlite'])('is the same from %s', async (type) => {
    const project = await projectWith({ 'hard.jsonl': hardJsonl() });
    const params =
      type === 'sqlite'
        ? writeHardSqlite(project)
        : type === 'parquet'
          ? await writeHardParquet(project)
          : { path: 'hard.jsonl' };
    expect(await seen(project, type, params)).toEqual(await reference());
  });

  it('is the same over HTTP, as a file and page by page', async () => {
    const lines = hardJsonl().trim().split('\n');
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://here');
      const page = Number(url.searchParams.get('page') ?? '-1');
      response.setHeader('content-type', page < 0 ? 'text/csv' : 'application/json');
      response.end(
        page < 0 ? hardCsv() : `{"rows": [${lines.slice(page * 7, page * 7 + 7).join(',\n')}]}`,
      );
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hard`;
    try {
      const expected = await reference();
      expect(await seen(await projectWith({}), 'http', { url })).toEqual(expected);
      const paging = { by: 'page', first: 0, size: 7 };
      expect(await seen(await projectWith({}), 'http', { url, paging, records: 'rows' })).toEqual(
        expected,
      );
    } finally {
      server.close();
    }
  });
});

describe.skipIf(skippedAloud('PostgreSQL', postgresMissing))('the same table in PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
    await server.run(hardSql(postgresTypes).join('; '));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each([{ table: 'hard' }, { query: 'SELECT * FROM hard ORDER BY id;' }])(
    'is the same from %o',
    async (wanted) => {
      const params = { ...server.params, password: server.password, ...wanted };
      expect(await seen(await projectWith({}), 'postgres', params)).toEqual(await reference());
    },
  );
});

describe.skipIf(skippedAloud('MariaDB', mysqlMissing))('the same table in MariaDB', () => {
  let server: MysqlServer;
  beforeAll(async () => {
    server = await startMysql();
    await server.run('USE test', ...hardSql(mysqlTypes, mysqlLiteral));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each([{ table: 'hard' }, { query: 'SELECT * FROM hard ORDER BY id;' }])(
    'is the same from %o',
    async (wanted) => {
      const params = { ...server.params, password: server.password, ...wanted };
      expect(await seen(await projectWith({}), 'mysql', params)).toEqual(await reference());
    },
  );
});

describe.skipIf(skippedAloud('a server for S3', s3Missing))('the same table in S3', () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('is the same from parts in several objects, and from an SQLite file', async () => {
    const project = await projectWith({});
    writeHardSqlite(project);
    await server.put('one/hard.sqlite', await readFile(join(project.folder, 'hard.sqlite')));
    await server.put('parts/b.csv', hardCsv(hardRows.slice(25)));
    await server.put('parts/a.csv', hardCsv(hardRows.slice(0, 25)));
    const expected = await reference();
    const parts = { ...server.params, url: 's3://data/parts/*.csv' };
    expect(await seen(await projectWith({}), 's3', parts)).toEqual(expected);
    const file = {
      ...server.params,
      bucket: 'data',
      key: 'one/hard.sqlite',
      read: { table: 'hard' },
    };
    expect(await seen(await projectWith({}), 's3', file)).toEqual(expected);
  });
});

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { Database as Sqlite } from 'node-sqlite3-wasm';
import type { JsonObject } from '../../src/contracts/json.js';
import { openDatabase } from '../../src/data/tables/database.js';
import { literal } from '../../src/data/tables/sql.js';
import { writeParquet } from '../../src/data/tables/write-parquet.js';
import { idxFile } from '../data/sources/fixtures.js';
import { smallXlsx } from '../data/sources/small-xlsx.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { mysqlMissing, startMysql } from '../services/mysql-server.js';
import { postgresMissing, startPostgres } from '../services/postgres-server.js';
import { s3Missing, startS3 } from '../services/s3-server.js';
import { sendFile, startWeb } from '../services/web-server.js';

/** A source with as many rows as were asked for. */
export interface Prepared {
  readonly source: JsonObject;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly input?: string;
}

/** A kind of source that can be read now: its server runs, if it has one. */
export interface OpenKind extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  readonly prepare: (rows: number) => Prepared | Promise<Prepared>;
}

export interface SourceKind {
  /** The component it needs, when that is not installed here. */
  readonly missing?: string | undefined;
  readonly open: () => Promise<OpenKind>;
}

/** Every kind of source, by its name in the project; what hurts an ingest is tried on all of them. */
export const everySource: Readonly<Record<string, SourceKind>> = {
  csv: file('a.csv', csv),
  'csv, many files': plain((rows) => ({
    source: { type: 'csv', path: 'days/*.csv' },
    files: Object.fromEntries(
      Array.from({ length: 20 }, (_, day) => [
        `days/${day + 10}.csv`,
        csv(Math.ceil(rows / 20), day * Math.ceil(rows / 20)),
      ]),
    ),
  })),
  excel: file('a.xlsx', (rows) =>
    smallXlsx([[...names], ...table(rows).map((row) => names.map((name) => row[name]))]),
  ),
  'fixed-width': file('a.fwf', fixedWidth),
  json: file('a.json', (rows) => JSON.stringify(table(rows))),
  jsonl: file('a.jsonl', jsonl),
  parquet: file('a.parquet', parquet),
  arrow: file('a.arrow', arrow),
  xml: file(
    'a.xml',
    (rows) =>
      `<rows>${table(rows)
        .map(
          ({ id, flag, v, name }) =>
            `<row id="${id}"><flag>${flag}</flag><v>${v}</v><name>${name}</name></row>`,
        )
        .join('')}</rows>`,
    { records: '//row' },
  ),
  sqlite: file('a.sqlite', sqlite, { table: 'orders' }),
  stdin: plain((rows) => ({ source: { type: 'stdin', format: 'csv' }, input: csv(rows) })),
  custom: plain((rows) => ({
    source: { type: './rows.mjs' },
    files: {
      'rows.mjs': `export async function* rows() { yield* ${JSON.stringify(table(rows))} }`,
    },
  })),
  'image-folder': plain((rows) => ({
    source: { type: 'image-folder', path: 'images' },
    files: perFile(rows, ({ id, flag }) => [`images/${flag}/${id}.gif`, gif(1 + (id % 90), 7)]),
  })),
  idx: plain((rows) => ({
    source: { type: 'idx', path: 'images.idx', labels: 'labels.idx' },
    files: {
      'images.idx': idxFile(
        [rows, 4, 8],
        table(rows).flatMap(({ name }) => [...Buffer.from(name).subarray(0, 32)]),
      ),
      'labels.idx': idxFile(
        [rows],
        Uint8Array.from({ length: rows }, (_, at) => at % 3),
      ),
    },
  })),
  'text-folder': plain((rows) => ({
    source: { type: 'text-folder', path: 'texts' },
    files: perFile(rows, ({ id, flag, name }) => [
      `texts/${flag}/${id}.txt`,
      Array.from({ length: 20 }, (_, at) => digest(`${name}${at}`)).join('\n'),
    ]),
  })),
  http: { open: () => overHttp('file') },
  'http, in pages': { open: () => overHttp('pages') },
  postgres: { missing: postgresMissing ? 'PostgreSQL' : undefined, open: inPostgres },
  mysql: { missing: mysqlMissing ? 'MariaDB' : undefined, open: inMysql },
  s3: { missing: s3Missing ? 'a server for S3' : undefined, open: inS3 },
};

/** The column a project over such a source may predict. */
export function targetOf(kind: string): string {
  return kind.endsWith('-folder') || kind === 'idx' ? 'label' : 'flag';
}

interface Row {
  readonly id: number;
  readonly flag: 'yes' | 'no';
  readonly v: number;
  readonly name: string;
}

const names = ['id', 'flag', 'v', 'name'] as const;

/** Rows that do not compress well. */
function table(rows: number, from = 0): readonly Row[] {
  return Array.from({ length: rows }, (_, at) => {
    const id = from + at;
    const flag = id % 3 === 0 ? 'yes' : 'no';
    return { id, flag, v: ((id * 7919) % 104_729) / 7, name: digest(String(id)) };
  });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function plain(prepare: OpenKind['prepare']): SourceKind {
  const nothing = (): Promise<void> => Promise.resolve();
  return { open: () => Promise.resolve({ env: {}, prepare, [Symbol.asyncDispose]: nothing }) };
}

function file(
  path: string,
  content: (rows: number) => string | Uint8Array | Promise<string | Uint8Array>,
  more: JsonObject = {},
): SourceKind {
  const [, ending = ''] = path.split('.');
  const type = { fwf: 'fixed-width', xlsx: 'excel' }[ending] ?? ending;
  return plain(async (rows) => ({
    source: { type, path, ...more },
    files: { [path]: await content(rows) },
  }));
}

function csv(rows: number, from = 0): string {
  const lines = table(rows, from).map((row) => names.map((name) => row[name]).join(','));
  return `${[names.join(','), ...lines].join('\n')}\n`;
}

function jsonl(rows: number): string {
  return table(rows)
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');
}

function fixedWidth(rows: number): string {
  const widths = { id: 9, flag: 5, v: 20, name: 44 };
  const line = (cells: (name: keyof Row) => string | number): string =>
    names.map((name) => String(cells(name)).padEnd(widths[name])).join('');
  return [line((name) => name), ...table(rows).map((row) => line((name) => row[name]))].join('\n');
}

function arrow(rows: number): Uint8Array {
  const all = table(rows);
  const columns = {
    id: Int32Array.from(all, ({ id }) => id),
    flag: all.map(({ flag }) => flag),
    v: Float64Array.from(all, ({ v }) => v),
    name: all.map(({ name }) => name),
  };
  return tableToIPC(tableFromArrays(columns), 'file');
}

async function parquet(rows: number): Promise<Uint8Array> {
  await using folder = await ProjectDir.with({ 'a.csv': csv(rows) });
  await using database = await openDatabase();
  const [from, to] = ['a.csv', 'a.parquet'].map((name) => join(folder.path, name)) as [
    string,
    string,
  ];
  await writeParquet(database, `SELECT * FROM read_csv(${literal(from)})`, { file: to });
  return await readFile(to);
}

async function sqlite(rows: number): Promise<Uint8Array> {
  await using folder = await ProjectDir.with();
  const database = new Sqlite(join(folder.path, 'a.sqlite'));
  database.exec('CREATE TABLE orders (id INTEGER PRIMARY KEY, flag TEXT, v REAL, name TEXT)');
  const values = table(rows).map(({ id, flag, v, name }) => `(${id}, '${flag}', ${v}, '${name}')`);
  database.exec(`INSERT INTO orders VALUES ${values.join(', ')}`);
  database.close();
  return await readFile(join(folder.path, 'a.sqlite'));
}

/** One file for every hundredth row. */
function perFile<Content>(
  rows: number,
  each: (row: Row) => readonly [string, Content],
): Readonly<Record<string, Content>> {
  return Object.fromEntries(table(Math.ceil(rows / 100)).map(each));
}

function gif(width: number, height: number): Uint8Array {
  const bytes = Buffer.from('GIF89a\0\0\0\0\0\0\0;', 'latin1');
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  return bytes;
}

const pageSize = 1000;

async function overHttp(how: 'file' | 'pages'): Promise<OpenKind> {
  const web = await startWeb((request, response) => {
    const rows = Number(request.address.searchParams.get('rows'));
    if (how === 'file') {
      sendFile(request, response, { content: csv(rows), tag: `"${rows}"` });
      return;
    }
    const from = (Number(request.address.searchParams.get('page')) - 1) * pageSize;
    const items = table(Math.max(0, Math.min(pageSize, rows - from)), from);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ items }));
  });
  const more = how === 'file' ? { format: 'csv' } : { records: 'items', paging: { by: 'page' } };
  return {
    env: {},
    prepare: (rows) => ({ source: { type: 'http', url: `${web.url}/a?rows=${rows}`, ...more } }),
    [Symbol.asyncDispose]: () => web[Symbol.asyncDispose](),
  };
}

async function inPostgres(): Promise<OpenKind> {
  const server = await startPostgres();
  await server.run(`CREATE VIEW orders AS SELECT g AS id, CASE WHEN g % 3 = 0 THEN 'yes' ELSE 'no' END AS flag,
    (g * 7919 % 104729) / 7.0::float8 AS v, md5(g::text) || md5((-g)::text) AS name FROM generate_series(1, 1000000) AS g`);
  const source = { type: 'postgres', ...server.params, password: '${env:PASSWORD}' };
  return {
    env: { PASSWORD: server.password },
    prepare: (rows) => ({ source: { ...source, query: `SELECT * FROM orders LIMIT ${rows}` } }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function inMysql(): Promise<OpenKind> {
  const server = await startMysql();
  const source = { type: 'mysql', ...server.params, password: '${env:PASSWORD}' };
  const query = `SELECT seq AS id, if(seq % 3 = 0, 'yes', 'no') AS flag, (seq * 7919 % 104729) / 7e0 AS v, sha2(seq, 256) AS name`;
  return {
    env: { PASSWORD: server.password },
    prepare: (rows) => ({ source: { ...source, query: `${query} FROM seq_1_to_${rows}` } }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function inS3(): Promise<OpenKind> {
  const server = await startS3();
  const source = { type: 's3', ...server.params, secret_access_key: '${env:SECRET}' };
  return {
    env: { SECRET: server.params.secret_access_key },
    prepare: async (rows) => {
      await server.put(`${rows}.csv`, csv(rows));
      return { source: { ...source, url: `s3://data/${rows}.csv` } };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

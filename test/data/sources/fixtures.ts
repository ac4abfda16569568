import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { Database as Sqlite } from 'node-sqlite3-wasm';
import type { JsonObject } from '../../../src/contracts/json.js';
import { writePng } from '../../../src/data/sources/idx/write-png.js';
import { openDatabase } from '../../../src/data/tables/database.js';
import { writeParquet } from '../../../src/data/tables/write-parquet.js';
import { projectWith } from '../project.js';
import { dateCell, smallXlsx } from './small-xlsx.js';

/** The rows that every source with columns of its own gives in its own way. */
export const rows = [
  { id: 1, name: 'Ann, "A"', score: 1.5, ok: true, at: '2026-01-31T08:00:00.000Z' },
  { id: 2, name: 'Bo', score: null, ok: false, at: '2026-02-01T00:00:00.000Z' },
];
export const types = {
  id: 'integer',
  name: 'category',
  score: 'number',
  ok: 'boolean',
  at: 'timestamp',
};

/** A source with its data. */
export interface Fixture {
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly params: JsonObject;
  /** What the user knows the data by. */
  readonly origin: string;
  /** The file that is damaged, emptied and removed; the origin if not said. */
  readonly file?: string;
  /** Its rows where they are not {@link rows}. */
  readonly rows?: readonly object[];
  /** The same source with very many rows. */
  readonly large?: string;
  /** What damage is found as; `undefined` where any text is as good as any other. */
  readonly damaged: RegExp | undefined;
}

/** A new source needs a line here. */
export const fixtures: Readonly<Record<string, () => Promise<Fixture> | Fixture>> = {
  arrow: () => ({
    files: { 'rows.arrow': arrowFile() },
    params: { path: 'rows.arrow' },
    origin: 'rows.arrow',
    damaged: /^data\/(not-a-table|arrow-broken)$/,
  }),
  csv: () => ({
    files: { 'rows.csv': csvText },
    params: { path: 'rows.csv' },
    origin: 'rows.csv',
    large: `id,name\n${many((row) => `${row},n${row}`)}`,
    damaged: /^data\/csv/,
  }),
  excel: () => ({
    files: {
      'rows.xlsx': smallXlsx([
        ['id', 'name', 'score', 'ok', 'at'],
        [1, 'Ann, "A"', 1.5, true, dateCell(46_053 + 1 / 3)],
        [2, 'Bo', null, false, dateCell(46_054)],
      ]),
    },
    params: { path: 'rows.xlsx' },
    origin: 'rows.xlsx',
    damaged: /^data\/(not-a-table|excel-broken)$/,
  }),
  json: () => ({
    files: { 'rows.json': JSON.stringify(rows) },
    params: { path: 'rows.json' },
    origin: 'rows.json',
    damaged: /^data\/json/,
  }),
  jsonl: () => ({
    files: { 'rows.jsonl': rows.map((row) => JSON.stringify(row)).join('\n') },
    params: { path: 'rows.jsonl' },
    origin: 'rows.jsonl',
    large: many((row) => `{"id":${row},"name":"n${row}"}`),
    damaged: /^data\/json/,
  }),
  parquet: async () => ({
    files: { 'rows.parquet': await parquetFile() },
    params: { path: 'rows.parquet' },
    origin: 'rows.parquet',
    damaged: /^data\/parquet/,
  }),
  'fixed-width': () => ({
    files: {
      'rows.fwf': [
        'id name     score ok    at',
        '1  Ann, "A" 1.5   true  2026-01-31T08:00:00Z',
        '2  Bo             false 2026-02-01',
      ].join('\n'),
    },
    params: { path: 'rows.fwf' },
    origin: 'rows.fwf',
    damaged: /^data\/(fixed-width|encoding|no-rows)/,
  }),
  sqlite: async () => ({
    files: { 'rows.sqlite': await sqliteFile() },
    params: { path: 'rows.sqlite', table: 'rows' },
    origin: 'rows.sqlite',
    damaged: /^data\/not-a-table/,
  }),
  xml: () => ({
    files: {
      'rows.xml': `<rows>${rows
        .map(
          ({ id, name, score, ok, at }) =>
            `<row id="${id}"><name>${name}</name>${score === null ? '' : `<score>${score}</score>`}<ok>${ok}</ok><at>${at}</at></row>`,
        )
        .join('')}</rows>`,
    },
    params: { path: 'rows.xml' },
    origin: 'rows.xml',
    large: `<rows>${many((row) => `<row id="${row}"><name>n${row}</name></row>`)}</rows>`,
    damaged: /^data\/xml/,
  }),
  'image-folder': () => ({
    files: { 'images/cat/a.gif': gif(3, 2), 'images/dog/b.gif': gif(5, 4) },
    params: { path: 'images' },
    origin: 'images',
    file: 'images/cat/a.gif',
    rows: [
      {
        ...{ file: 'cat/a.gif', label: 'cat', image: 'images/cat/a.gif' },
        ...{ width: 3, height: 2, format: 'gif', bytes: 14 },
      },
      {
        ...{ file: 'dog/b.gif', label: 'dog', image: 'images/dog/b.gif' },
        ...{ width: 5, height: 4, format: 'gif', bytes: 14 },
      },
    ],
    damaged: undefined,
  }),
  idx: () => ({
    files: {
      'images.idx': idxFile([2, 1, 2], [0, 255, 255, 0]),
      'labels.idx': idxFile([2], [7, 3]),
    },
    params: { path: 'images.idx', labels: 'labels.idx' },
    origin: 'images.idx',
    rows: [
      { image: png([0, 255]), label: 7 },
      { image: png([255, 0]), label: 3 },
    ],
    damaged: /^data\/idx$/,
  }),
  'text-folder': () => ({
    files: { 'texts/ham/1.txt': 'hello\n"you"', 'texts/spam/2.txt': 'grün' },
    params: { path: 'texts' },
    origin: 'texts',
    file: 'texts/ham/1.txt',
    rows: [
      { file: 'ham/1.txt', label: 'ham', text: 'hello\n"you"' },
      { file: 'spam/2.txt', label: 'spam', text: 'grün' },
    ],
    damaged: undefined,
  }),
  stdin: () => ({
    files: { kept: csvText },
    params: { format: 'csv', path: 'kept' },
    origin: 'standard input',
    file: 'kept',
    damaged: /^data\/csv/,
  }),
  custom: () => ({
    files: {
      'rows.ts': `export function* rows(): Generator<object> { yield* ${JSON.stringify(rows)}; }`,
    },
    params: { module: 'rows.ts', params: {} },
    origin: 'rows.ts',
    large: 'export function* rows() { for (let id = 0; ; id++) yield { id, name: `n${id}` }; }',
    damaged: /^data\/user-module$/,
  }),
};

const csvText =
  'id,name,score,ok,at\n1,"Ann, ""A""",1.5,true,2026-01-31T08:00:00Z\n2,Bo,,false,2026-02-01\n';

function many(line: (row: number) => string): string {
  return Array.from({ length: 200_000 }, (_, row) => line(row)).join('\n');
}

function arrowFile(): Buffer {
  const table = tableFromArrays({
    id: Int32Array.from([1, 2]),
    name: rows.map((row) => row.name),
    score: rows.map((row) => row.score),
    ok: rows.map((row) => row.ok),
    at: rows.map((row) => new Date(row.at)),
  });
  return Buffer.from(tableToIPC(table, 'file'));
}

async function parquetFile(): Promise<Buffer> {
  const project = await projectWith({});
  await using database = await openDatabase();
  const file = join(project.folder, 'output', 'rows.parquet');
  await writeParquet(
    database,
    `SELECT * FROM (VALUES (1::INTEGER, 'Ann, "A"', 1.5::FLOAT, true, '2026-01-31 08:00:00'::TIMESTAMP),
       (2, 'Bo', NULL, false, '2026-02-01'::TIMESTAMP)) AS t(id, name, score, ok, "at")`,
    { file },
  );
  return await readFile(file);
}

/** The beginning and the end of a GIF; nobody looks at what is between. */
function gif(width: number, height: number): Buffer {
  const bytes = Buffer.from('GIF89a\0\0\0\0\0\0\0;', 'latin1');
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  return bytes;
}

async function sqliteFile(): Promise<Buffer> {
  const { folder } = await projectWith({});
  const file = join(folder, 'output', 'rows.sqlite');
  const database = new Sqlite(file);
  database.exec('CREATE TABLE rows (id INTEGER, name TEXT, score REAL, ok BOOLEAN, at TIMESTAMP)');
  database.exec(`INSERT INTO rows VALUES (1, 'Ann, "A"', 1.5, 1, '2026-01-31T08:00:00Z'),
    (2, 'Bo', NULL, 0, '2026-02-01')`);
  database.close();
  return readFile(file);
}

/** A file as MNIST comes: a header, then a byte for each value. */
export function idxFile(lengths: readonly number[], values: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * lengths.length);
  header.set([0, 0, 8, lengths.length]);
  for (const [at, length] of lengths.entries()) header.writeUInt32BE(length, 4 + 4 * at);
  return Buffer.concat([header, Buffer.from(Array.from(values))]);
}

/** Two grey pixels beside each other. */
function png(pixels: readonly number[]): string {
  return writePng(Uint8Array.from(pixels), { height: 1, width: 2, channels: 1 }).toString('base64');
}

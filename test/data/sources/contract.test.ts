import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contracts/json.js';
import { readHeader } from '../../../src/data/read-header.js';
import { sourceOfFile, sources } from '../../../src/data/sources/index.js';
import { openDatabase, writeParquet } from '../../../src/data/tables/database.js';
import { withDefaults } from '../../../src/data/with-defaults.js';
import { MlxError } from '../../../src/errors/index.js';
import { projectWith, type TestProject, typesOf } from '../project.js';
import { sqliteFile } from './small-sqlite.js';
import { dateCell, smallXlsx } from './small-xlsx.js';

/** The rows that every source with columns of its own gives in its own way. */
const rows = [
  { id: 1, name: 'Ann, "A"', score: 1.5, ok: true, at: '2026-01-31T08:00:00.000Z' },
  { id: 2, name: 'Bo', score: null, ok: false, at: '2026-02-01T00:00:00.000Z' },
];
const types = { id: 'integer', name: 'category', score: 'number', ok: 'boolean', at: 'timestamp' };

interface Fixture {
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
const fixtures: Readonly<Record<string, () => Promise<Fixture> | Fixture>> = {
  arrow: async () => ({
    files: { 'rows.arrow': await arrowFile() },
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
  sqlite: async () => ({
    files: { 'rows.db': await sqliteFile() },
    params: { path: 'rows.db', table: 'rows' },
    origin: 'rows.db',
    damaged: /^data\/not-a-table$/,
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
      { file: 'cat/a.gif', label: 'cat', width: 3, height: 2, format: 'gif', bytes: 14 },
      { file: 'dog/b.gif', label: 'dog', width: 5, height: 4, format: 'gif', bytes: 14 },
    ],
    damaged: undefined,
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

/** Sources that need a service: `test/services` starts one of each, and holds them to the same. */
const elsewhere: readonly string[] = ['postgres', 'mysql', 's3', 'http'];

it('every source has a fixture', () => {
  expect([...Object.keys(fixtures), ...elsewhere].toSorted()).toEqual(sources.names.toSorted());
});

describe.each(Object.keys(fixtures))('source %s', (name) => {
  const source = sources.get(name);

  it('gives its rows with their types, the same bytes each time', async () => {
    const { project, fixture } = await opened(name);
    const first = await project.ingest(name, fixture.params);
    expect(await project.rows()).toEqual(fixture.rows ?? rows);
    if (fixture.rows === undefined) expect(typesOf(first)).toEqual(types);
    const second = await project.ingest(name, fixture.params);
    expect(second.digest).toBe(first.digest);
  });

  it('says what was read and how', async () => {
    const { project, fixture } = await opened(name);
    const { sources: told } = await project.ingest(name, fixture.params);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ files: [fixture.origin], rows: 2 });
    expect(Object.keys(told[0]?.dialect ?? {})).not.toEqual([]);
    expect(told[0]?.bytes).toBeGreaterThan(0);
  });

  it('tells its columns without reading everything', async () => {
    const { project, fixture } = await opened(name);
    const columns = await headerOf(project, { name, params: fixture.params });
    expect(columns).toEqual(Object.keys(fixture.rows?.[0] ?? rows[0] ?? {}));
    if (fixture.large === undefined) return;
    await writeFile(join(project.folder, fixture.file ?? fixture.origin), fixture.large);
    expect(await headerOf(project, { name, params: fixture.params })).toEqual(['id', 'name']);
    expect(await copiedForHeader(project, { name, params: fixture.params })).toBeLessThan(500_000);
  });

  it('stops when told to', async () => {
    const { project, fixture } = await opened(name);
    const stop = new AbortController();
    const ingested = project.ingest(name, fixture.params, { signal: stop.signal });
    stop.abort();
    await expect(ingested).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(join(project.folder, 'scratch'))).toEqual([]);
  });

  it('says which files it reads, and is found by their names', async () => {
    for (const extension of source.extensions) {
      expect(sourceOfFile(`data/rows${extension.toUpperCase()}.gz`).name).toBe(name);
    }
    const { project, fixture } = await opened(name);
    const read = [
      ...source.paths(valuesOf(fixture.params)),
      ...((await source.alsoReads?.(valuesOf(fixture.params), project.folder)) ?? []),
    ];
    expect(read.length).toBeGreaterThan(0);
    expect(source.required.every((param) => param in source.params)).toBe(true);
  });

  it('explains what is missing, empty or damaged', async () => {
    const { project, fixture } = await opened(name);
    const file = join(project.folder, fixture.file ?? fixture.origin);
    if (fixture.damaged !== undefined) {
      await writeFile(file, Buffer.from('{"a": [1,\n"\n"x","y,\0'));
      const damaged = await failureOf(project, { name, params: fixture.params });
      expect(damaged.code).toMatch(fixture.damaged);
      expect(`${damaged.place?.file ?? ''} ${damaged.message}`).toContain(fixture.origin);
      await writeFile(file, '');
      const empty = await failureOf(project, { name, params: fixture.params });
      expect(`${empty.place?.file ?? ''} ${empty.message}`).toContain(fixture.origin);
    }
    const params = Object.fromEntries(
      Object.entries(fixture.params).map(([key, value]) => [
        key,
        key === 'path' || key === 'module' ? `none/${String(value)}` : value,
      ]),
    );
    const missing = await failureOf(project, { name, params });
    expect(missing.code).toMatch(/^data\/(file-missing|user-module|parquet)/);
    expect(missing.hints).not.toEqual([]);
  });
});

const csvText =
  'id,name,score,ok,at\n1,"Ann, ""A""",1.5,true,2026-01-31T08:00:00Z\n2,Bo,,false,2026-02-01\n';

function many(line: (row: number) => string): string {
  return Array.from({ length: 200_000 }, (_, row) => line(row)).join('\n');
}

async function opened(name: string): Promise<{ project: TestProject; fixture: Fixture }> {
  const fixture = await fixtures[name]?.();
  if (fixture === undefined) throw new Error(`no fixture for source ${name}`);
  return { project: await projectWith(fixture.files), fixture };
}

function valuesOf(params: JsonObject): never {
  return { files: '**', ...params } as never;
}

interface Named {
  readonly name: string;
  readonly params: JsonObject;
}

async function headerOf(project: TestProject, { name, params }: Named): Promise<readonly string[]> {
  const header = await readHeader({
    sources: [{ name: 'rows', type: name, params }],
    projectDir: project.folder,
    scratch: join(project.folder, 'scratch'),
    signal: new AbortController().signal,
  });
  return header.columns.map((column) => column.name);
}

async function failureOf(project: TestProject, { name, params }: Named): Promise<MlxError> {
  const error: unknown = await project.ingest(name, params).then(
    () => undefined,
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(MlxError);
  return error as MlxError;
}

/** How much a source copies into scratch when only its header is wanted. */
async function copiedForHeader(project: TestProject, { name, params }: Named): Promise<number> {
  await using database = await openDatabase();
  const { folder: projectDir } = project;
  const scratch = join(projectDir, 'scratch');
  const { signal } = new AbortController();
  const world = { database, projectDir, scratch, signal, headerOnly: true };
  const source = sources.get(name);
  for await (const part of source.open(withDefaults(source.params, params), world)) {
    expect(part.columns).toHaveLength(2);
  }
  const sizes = (await readdir(scratch)).map(
    async (each) => (await stat(join(scratch, each))).size,
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
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

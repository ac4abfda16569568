import { join } from 'node:path';
import { Database as Sqlite } from 'node-sqlite3-wasm';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contracts/json.js';
import { readHeader } from '../../../src/data/read-header.js';
import { sourceOfFile, sources } from '../../../src/data/sources/index.js';
import { openDatabase, writeParquet } from '../../../src/data/tables/database.js';
import { projectWith, type TestProject, typesOf } from '../project.js';

const rows = [
  { id: 1, name: 'Ann, "A"', score: 1.5, ok: true, at: '2026-01-31T08:00:00.000Z' },
  { id: 2, name: 'Bo', score: null, ok: false, at: '2026-02-01T00:00:00.000Z' },
];

/** Sources that are services: `test/services` starts one of each. */
const services = ['postgres', 'mysql', 's3', 'http'];

/** The same rows as every source type writes them. A new source that reads files needs a line here. */
const fixtures: Readonly<
  Record<
    string,
    { file: string; write: (project: TestProject) => Promise<string>; params?: JsonObject }
  >
> = {
  csv: {
    file: 'rows.csv',
    write: () =>
      Promise.resolve(
        'id,name,score,ok,at\n1,"Ann, ""A""",1.5,true,2026-01-31T08:00:00Z\n2,Bo,,false,2026-02-01\n',
      ),
  },
  json: { file: 'rows.json', write: () => Promise.resolve(JSON.stringify(rows)) },
  jsonl: {
    file: 'rows.jsonl',
    write: () => Promise.resolve(rows.map((row) => JSON.stringify(row)).join('\n')),
  },
  parquet: { file: 'rows.parquet', write: writeParquetRows },
  sqlite: { file: 'rows.sqlite', write: writeSqliteRows, params: { table: 'rows' } },
};

describe.each(sources.names.filter((name) => !services.includes(name)))('source %s', (name) => {
  const source = sources.get(name);

  it('gives the same rows and types as every other', async () => {
    const { project, params } = await fixtureOf(name);
    const result = await project.ingest(name, params);
    expect(await project.rows()).toEqual(rows);
    expect(typesOf(result)).toEqual({
      id: 'integer',
      name: 'category',
      score: 'number',
      ok: 'boolean',
      at: 'timestamp',
    });
  });

  it('tells its columns without reading everything', async () => {
    const { project, params } = await fixtureOf(name);
    const header = await readHeader({
      sources: [{ name: 'rows', type: name, params }],
      projectDir: project.folder,
      scratch: join(project.folder, 'scratch'),
      signal: new AbortController().signal,
    });
    expect(header.columns.map((column) => column.name)).toEqual(Object.keys(rows[0] ?? {}));
  });

  it('says which files it reads, and is found by their names', () => {
    for (const extension of source.extensions) {
      expect(sourceOfFile(`data/rows${extension.toUpperCase()}.gz`).name).toBe(name);
    }
    expect(source.paths({ path: 'a.b' })).toEqual(['a.b']);
    expect(source.required.every((param) => param in source.params)).toBe(true);
  });

  it('refuses a damaged file with a code of its own', async () => {
    const { project, params } = await fixtureOf(name, Buffer.from('{"a": [1,\n"\n"x","y,\0'));
    await expect(project.ingest(name, params)).rejects.toMatchObject({
      code: expect.stringMatching(/^data\/(csv|json|parquet|no-rows|not-a-table)/) as string,
    });
  });
});

describe('a JSON file', () => {
  it('may hold its list deeper down', async () => {
    const text = JSON.stringify({ meta: 1, data: { items: [{ a: 1 }, { a: 2, b: 'x' }] } });
    const project = await projectWith({ 'rows.json': text });
    await project.ingest('json', { path: 'rows.json', records: 'data.items' });
    expect(await project.rows()).toEqual([
      { a: 1, b: null },
      { a: 2, b: 'x' },
    ]);
  });

  it('that wraps its list says how to unwrap it', async () => {
    const project = await projectWith({ 'rows.json': '{"total": 2, "items": [{"a": 1}]}' });
    await expect(project.ingest('json', { path: 'rows.json' })).rejects.toMatchObject({
      code: 'data/json-shape',
      hints: ['Set `records: items` on the source to read the list inside it'],
    });
  });

  it('of numbers is no table', async () => {
    const project = await projectWith({ 'rows.json': '[1, 2]' });
    await expect(project.ingest('json', { path: 'rows.json' })).rejects.toMatchObject({
      code: 'data/json-shape',
    });
  });

  it('of JSON lines is read as such', async () => {
    const project = await projectWith({ 'rows.json': '{"a": 1}\n{"a": 2, "b": {"c": [1]}}\n' });
    await project.ingest('json', { path: 'rows.json' });
    expect(await project.rows()).toEqual([
      { a: 1, b: null },
      { a: 2, b: '{"c":[1]}' },
    ]);
  });

  it('that breaks off names the line', async () => {
    const project = await projectWith({ 'rows.jsonl': '{"a": 1}\n{"a": \n{"a": 2}\n' });
    await expect(project.ingest('jsonl', { path: 'rows.jsonl' })).rejects.toMatchObject({
      code: 'data/json-syntax',
      place: { file: 'rows.jsonl' },
    });
  });
});

async function fixtureOf(
  name: string,
  content?: Buffer,
): Promise<{ readonly project: TestProject; readonly params: JsonObject }> {
  const fixture = fixtures[name];
  if (fixture === undefined) throw new Error(`no fixture for source ${name}`);
  const empty = await projectWith({});
  const text = content ?? (await fixture.write(empty));
  if (text === '') {
    return { project: empty, params: { ...fixture.params, path: `output/${fixture.file}` } };
  }
  const project = await projectWith({ [fixture.file]: text });
  return { project, params: { ...fixture.params, path: fixture.file } };
}

function writeSqliteRows(project: TestProject): Promise<string> {
  const database = new Sqlite(join(project.folder, 'output', 'rows.sqlite'));
  database.exec('CREATE TABLE rows (id INTEGER, name TEXT, score REAL, ok BOOLEAN, at TIMESTAMP)');
  database.exec(`INSERT INTO rows VALUES (1, 'Ann, "A"', 1.5, 1, '2026-01-31T08:00:00Z'),
    (2, 'Bo', NULL, 0, '2026-02-01')`);
  database.close();
  return Promise.resolve('');
}

async function writeParquetRows(project: TestProject): Promise<string> {
  await using database = await openDatabase();
  await writeParquet(
    database,
    `SELECT * FROM (VALUES (1::INTEGER, 'Ann, "A"', 1.5::FLOAT, true, '2026-01-31 08:00:00'::TIMESTAMP),
       (2, 'Bo', NULL, false, '2026-02-01'::TIMESTAMP)) AS t(id, name, score, ok, "at")`,
    { file: join(project.folder, 'output', 'rows.parquet') },
  );
  return '';
}

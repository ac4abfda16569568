import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contracts/json.js';
import { readHeader } from '../../../src/data/read-header.js';
import { sourceOfFile, sources } from '../../../src/data/sources/index.js';
import { openDatabase } from '../../../src/data/tables/database.js';
import { withDefaults } from '../../../src/data/with-defaults.js';
import { MlxError } from '../../../src/errors/index.js';
import { projectWith, type TestProject, typesOf } from '../project.js';
import { type Fixture, fixtures, rows, types } from './fixtures.js';

/** Sources that need a service, and where they are held to the same. */
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
    expect(await copiedForHeader(project, { name, params: fixture.params })).toBeLessThan(
      1_000_000,
    );
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
      expect(`${damaged.place?.file ?? ''} ${damaged.message}`).toContain(
        fixture.origin.replace(/ \(.*/, ''),
      );
      await writeFile(file, '');
      const empty = await failureOf(project, { name, params: fixture.params });
      expect(`${empty.place?.file ?? ''} ${empty.message}`).toContain(
        fixture.origin.replace(/ \(.*/, ''),
      );
    }
    const params = Object.fromEntries(
      Object.entries(fixture.params).map(([key, value]) => [
        key,
        key === 'path' || key === 'module' ? `none/${value as string}` : value,
      ]),
    );
    const missing = await failureOf(project, { name, params });
    expect(missing.code).toMatch(/^data\/(file-missing|user-module|parquet)/);
    expect(missing.hints).not.toEqual([]);
  });
});

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

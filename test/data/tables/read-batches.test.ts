import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contracts/json.js';
import type { RowProblem, SignatureInput } from '../../../src/contracts/model.js';
import type { Column } from '../../../src/contracts/table.js';
import { readTable } from '../../../src/data/read-table.js';
import { columnStats } from '../../../src/data/tables/column-stats.js';
import { openDatabase } from '../../../src/data/tables/database.js';
import { readBatches } from '../../../src/data/tables/read-batches.js';
import { readRows } from '../../../src/data/tables/read-rows.js';
import { rowsToBatch } from '../../../src/data/tables/rows-to-batch.js';
import { tableRows } from '../../../src/data/tables/sql.js';
import { writeParquet } from '../../../src/data/tables/write-parquet.js';
import { projectWith } from '../project.js';

const columns: readonly Column[] = [
  { name: 'n', type: 'number', role: 'feature' },
  { name: 'i', type: 'integer', role: 'feature' },
  { name: 'b', type: 'boolean', role: 'feature' },
  { name: 't', type: 'timestamp', role: 'feature' },
  { name: 'c', type: 'category', role: 'feature' },
];

const csv =
  'n,i,b,t,c\n1.5,1,true,2026-01-31T08:00:00.25Z,x\n,,,,\n-2,3,false,1969-12-31T23:59:59+01:00,"y ""q"""\n';

const inputs: readonly SignatureInput[] = columns.map(({ name, type }) => ({
  name,
  type,
  required: false,
}));

async function table() {
  const project = await projectWith({ 'rows.csv': csv });
  await project.ingest('csv', { path: 'rows.csv' });
  return project;
}

const expected = {
  n: [1.5, NaN, -2],
  i: [1, NaN, 3],
  b: [1, NaN, 0],
  t: [Date.UTC(2026, 0, 31, 8, 0, 0, 250), NaN, Date.UTC(1969, 11, 31, 22, 59, 59)],
  c: ['x', null, 'y "q"'],
};

type Batches = AsyncIterable<{ columns: ReadonlyMap<string, { values: ArrayLike<unknown> }> }>;

async function collect(batches: Batches): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  for await (const batch of batches) {
    for (const [name, { values }] of batch.columns) {
      found[name] = (found[name] ?? []).concat(Array.from(values));
    }
  }
  return found;
}

describe('batches', () => {
  it('hold numbers, 0 and 1, milliseconds and texts, with NaN and null for missing', async () => {
    const project = await table();
    expect(await collect(readBatches(project.table, columns))).toEqual(expected);
  });

  it('of any size hold the same rows in the same order', async () => {
    const project = await projectWith({});
    const file = join(project.folder, 'long.parquet');
    await using database = await openDatabase();
    await writeParquet(database, `SELECT range AS n FROM range(0, 150000)`, { file });
    const n = [{ name: 'n', type: 'integer' as const }];
    for (const batchRows of [1000, 2048, 200_000]) {
      const { n: values = [] } = await collect(readBatches([file, file], n, { batchRows }));
      expect(values).toHaveLength(300_000);
      expect(values.every((value, row) => value === row % 150_000)).toBe(true);
    }
  });

  it('stop when told to', async () => {
    const project = await table();
    const stop = new AbortController();
    stop.abort();
    await expect(
      collect(readBatches(project.table, columns, { signal: stop.signal })),
    ).rejects.toThrow(/abort/);
  });

  it('come from a raw file as from the ingested table', async () => {
    const project = await projectWith({ 'rows.csv': csv });
    expect(await collect(readTable(request(project.folder)))).toEqual(expected);
  });

  it('come from JSON objects as from the table', () => {
    const result = rowsToBatch(
      [
        { n: 1.5, i: 1, b: true, t: '2026-01-31T08:00:00.25Z', c: ' x' },
        {},
        { n: -2, i: 3, b: false, t: '1969-12-31T23:59:59+01:00', c: 'y "q"', extra: 1 },
      ],
      inputs,
    );
    if (!result.ok) throw new Error('the rows are good');
    const found = [...result.batch.columns].map(([name, { values }]) => [name, [...values]]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });
});

describe('a raw file with a cell of the wrong type', () => {
  it('is refused with column, row and line', async () => {
    const project = await projectWith({ 'rows.csv': 'n,i\n1,1\n2,1.5\n' });
    await expect(collect(readTable(request(project.folder)))).rejects.toMatchObject({
      code: 'data/column-type',
      message: '`i` is declared as integer, but row 2 holds `1.5`',
      place: { file: 'rows.csv', line: 3 },
    });
  });

  it('is refused when a required column is absent', async () => {
    const project = await projectWith({ 'rows.csv': 'nn,i\n1,1\n' });
    const strict = inputs.map((input) => ({ ...input, required: input.name === 'n' }));
    await expect(
      collect(readTable({ ...request(project.folder), inputs: strict })),
    ).rejects.toMatchObject({ code: 'data/column-missing' });
  });
});

describe('JSON rows', () => {
  it.each<readonly [string, JsonObject, Partial<RowProblem>]>([
    ['a text for a number', { n: '1.5' }, { field: 'n', expected: 'a number', found: '"1.5"' }],
    ['a fraction for a whole number', { i: 1.5 }, { field: 'i', expected: 'a whole number' }],
    ['a number for true or false', { b: 1 }, { field: 'b', expected: 'true or false' }],
    ['a day that does not exist', { t: '2026-02-30' }, { field: 't', found: '"2026-02-30"' }],
    ['a number for a category', { c: 7 }, { field: 'c', expected: 'a text', found: '7' }],
    ['a list', { c: ['x'] }, { field: 'c', expected: 'a text', found: '["x"]' }],
  ])('with %s are refused, naming the field', (_, row, problem) => {
    const problems = [{ row: 1, ...problem }];
    expect(rowsToBatch([{}, row], inputs)).toMatchObject({ ok: false, problems });
  });

  it('name an image by its path only where whoever hands them over may', () => {
    const photo = [{ name: 'photo', type: 'image', required: true }] as const;
    const expectedOf = (...more: [{ opensPaths: boolean }?]) => {
      const read = rowsToBatch([{ photo: 7 }], photo, ...more);
      return read.ok ? [] : read.problems.map(({ expected: words }) => words);
    };
    expect(expectedOf()).toEqual(['an image in base64']);
    expect(expectedOf({ opensPaths: true })).toEqual(['an image in base64, or the path of one']);
  });

  it('that lack a required field are refused, and a misspelt one is named', () => {
    const tenure = [{ name: 'tenure', type: 'number', required: true }] as const;
    expect(rowsToBatch([{ tenur: 1 }], tenure)).toMatchObject({
      ok: false,
      problems: [
        { field: 'tenure', expected: 'a number', found: 'nothing' },
        { field: 'tenur', expected: 'a known field: `tenure`?' },
      ],
    });
  });
});

describe('column statistics', () => {
  it('are those of NumPy', async () => {
    const project = await projectWith({ 'rows.csv': 'x,c\n1,b\n2,a\n,a\n4,\n10,b\n' });
    await project.ingest('csv', { path: 'rows.csv' });
    await using database = await openDatabase();
    const stats = await columnStats(database, project.table, [
      { name: 'x', type: 'integer' },
      { name: 'c', type: 'category' },
    ]);
    expect(stats('x')).toMatchObject({ rows: 5, missing: 1 });
    const { mean, sd, min, max } = await stats('x').numeric();
    expect([mean, min, max]).toEqual([4.25, 1, 10]);
    expect(sd).toBeCloseTo(3.49106, 5);
    expect(await stats('x').quantile(0.5)).toBe(3);
    expect(await stats('x').quantile(0.9)).toBeCloseTo(8.2, 12);
    expect(await stats('c').values()).toEqual([
      { value: 'a', count: 2 },
      { value: 'b', count: 2 },
    ]);
    expect(await stats('c').values(1)).toHaveLength(1);
  });

  it('of a column without values are NaN', async () => {
    const project = await projectWith({ 'rows.csv': 'x,c\nNA,b\nNA,a\n' });
    await project.ingest('csv', { path: 'rows.csv' }, { columns: { x: { type: 'number' } } });
    await using database = await openDatabase();
    const stats = (await columnStats(database, project.table, [{ name: 'x', type: 'number' }]))(
      'x',
    );
    expect((await stats.numeric()).mean).toBeNaN();
    expect(await stats.quantile(0.5)).toBeNaN();
    expect(await stats.values()).toEqual([]);
  });
});

describe('rows for a report', () => {
  it('are plain objects with their number', async () => {
    const project = await table();
    await using database = await openDatabase();
    const numbered = join(project.folder, 'numbered.parquet');
    await writeParquet(database, `SELECT * FROM ${tableRows(project.table)}`, { file: numbered });
    expect(await readRows(database, numbered, { columns, from: 2, count: 5 })).toEqual([
      { __row: 2, n: -2, i: 3, b: false, t: '1969-12-31T22:59:59.000Z', c: 'y "q"' },
    ]);
  });
});

function request(folder: string) {
  return {
    source: { name: 'rows', type: 'csv', params: { path: 'rows.csv' } },
    inputs,
    projectDir: folder,
    scratch: join(folder, 'scratch'),
    signal: new AbortController().signal,
  };
}

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectWith, typesOf } from './project.js';

const people = 'id,age,plan\n1,31,basic\n2,,pro\n3,55,basic\n';

describe('ingest', () => {
  it('writes the same bytes for the same rows', async () => {
    const hashes = [];
    for (let time = 0; time < 2; time++) {
      const project = await projectWith({ 'people.csv': manyRows(5000) });
      const { digest } = await project.ingest('csv', { path: 'people.csv' });
      const bytes = await readFile(project.table);
      hashes.push(createHash('sha256').update(bytes).digest('hex') + digest);
    }
    expect(hashes[0]).toBe(hashes[1]);
  });

  it('keeps more rows than a row group holds in their order', async () => {
    const project = await projectWith({ 'people.csv': manyRows(300_000) });
    await project.ingest('csv', { path: 'people.csv' });
    const ids = (await project.rows()).map((row) => row['id']);
    expect(ids.every((id, row) => id === row)).toBe(true);
  });

  it('tells types, roles and facts of every column', async () => {
    const project = await projectWith({ 'people.csv': people });
    const result = await project.ingest('csv', { path: 'people.csv' }, { target: 'plan' });
    expect(result.table.columns).toEqual([
      { name: 'id', type: 'integer', role: 'feature' },
      { name: 'age', type: 'integer', role: 'feature' },
      { name: 'plan', type: 'category', role: 'target' },
    ]);
    expect(result.columns[1]).toMatchObject({ missing: 1, distinct: 2, min: 31, max: 55 });
    expect(result.columns[2]).toMatchObject({
      distinct: 2,
      examples: ['basic', 'pro'],
      inferred: true,
    });
    expect(project.events.at(-1)).toMatchObject({ type: 'columns' });
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('takes a column that differs in every row for an id, unless told otherwise', async () => {
    const project = await projectWith({ 'rows.csv': manyRows(40) });
    const roles = async (columns: Record<string, { role: 'feature' }>) => {
      const { table } = await project.ingest('csv', { path: 'rows.csv' }, { columns });
      return Object.fromEntries(table.columns.map(({ name, role }) => [name, role]));
    };
    expect(await roles({})).toMatchObject({ id: 'id', code: 'id', age: 'feature' });
    expect(await roles({ code: { role: 'feature' } })).toMatchObject({ code: 'feature' });
  });

  it('stacks sources by column name and notes where each row is from', async () => {
    const project = await projectWith({
      'a.csv': 'x,y\n1,p\n2,q\n',
      'b.jsonl': '{"y": "r", "x": 3}\n',
    });
    const result = await project.ingest(
      'csv',
      {},
      {
        sources: [
          { name: 'first', type: 'csv', params: { path: 'a.csv' } },
          { name: 'second', type: 'jsonl', params: { path: 'b.jsonl' } },
        ],
        sourceColumn: 'from',
      },
    );
    expect(await project.rows()).toEqual([
      { x: 1, y: 'p', from: 'first' },
      { x: 2, y: 'q', from: 'first' },
      { x: 3, y: 'r', from: 'second' },
    ]);
    expect(result.sources.map(({ rows, files }) => [rows, files])).toEqual([
      [2, ['a.csv']],
      [1, ['b.jsonl']],
    ]);
  });

  it('reads cells as the declared type', async () => {
    const project = await projectWith({ 'rows.csv': 'zip,ok,n\n01234,yes,1\n99,No,2\n' });
    const result = await project.ingest(
      'csv',
      { path: 'rows.csv' },
      {
        columns: { zip: { type: 'category' }, ok: { type: 'boolean' }, n: { type: 'category' } },
      },
    );
    expect(typesOf(result)).toEqual({ zip: 'category', ok: 'boolean', n: 'category' });
    expect(await project.rows()).toEqual([
      { zip: '01234', ok: true, n: '1' },
      { zip: '99', ok: false, n: '2' },
    ]);
  });

  it('names row, line and value of a cell that is not of the declared type', async () => {
    const project = await projectWith({ 'rows.csv': 'a,b\n1,"x\ny"\nabc,z\nabd,z\n' });
    const declared = { columns: { a: { type: 'integer' as const } } };
    await expect(project.ingest('csv', { path: 'rows.csv' }, declared)).rejects.toMatchObject({
      code: 'data/column-type',
      message: expect.stringContaining('row 2 holds `abc`') as string,
      place: { file: 'rows.csv', line: 4 },
    });
  });

  it('names the nearest column when the target is absent', async () => {
    const project = await projectWith({ 'people.csv': people });
    const ingested = project.ingest('csv', { path: 'people.csv' }, { target: 'plann' });
    await expect(ingested).rejects.toMatchObject({
      code: 'data/column-missing',
      hints: ['Did you mean `plan`?'],
    });
  });

  it('stops within a second of being told to, and leaves nothing in scratch', async () => {
    const project = await projectWith({ 'people.csv': manyRows(400_000) });
    const stop = new AbortController();
    const ingested = project.ingest('csv', { path: 'people.csv' }, { signal: stop.signal });
    const failure = expect(ingested).rejects.toMatchObject({ name: 'AbortError' });
    await new Promise((resolve) => setTimeout(resolve, 250));
    const before = performance.now();
    stop.abort();
    await failure;
    expect(performance.now() - before).toBeLessThan(1000);
    expect(await readdir(join(project.folder, 'scratch'))).toEqual([]);
  });
});

function manyRows(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, row) => `${row},k${row},${(row * 7919) % 97},${((row * 31) % 1000) / 8}`,
  );
  return `id,code,age,score\n${rows.join('\n')}\n`;
}

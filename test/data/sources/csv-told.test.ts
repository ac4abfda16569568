import { describe, expect, it } from 'vitest';
import { ProjectDir } from '../../helpers/project-dir.js';
import { whereSeen } from '../../services/reading-project.js';
import { projectWith } from '../project.js';

describe('a header of a CSV file', () => {
  it('with NUL bytes loses them, and that is told', async () => {
    const project = await projectWith({ 'a.csv': 'a\0b,c\n1,2\n' });
    const { columns, warnings } = await project.ingest('csv', { path: 'a.csv' });
    expect(columns.map(({ name }) => name)).toEqual(['ab', 'c']);
    expect(warnings).toEqual([
      '`a.csv:1`: NUL bytes stand in the name of column 1; left out of it',
    ]);
    await expect(project.ingest('csv', { path: 'a.csv', strict: true })).rejects.toMatchObject({
      code: 'data/csv-line',
      place: { line: 1 },
    });
  });

  it.each(['\n', '\r', '\r\n', '\t\n\v\f\r x'])('may hold %j in its quotes', async (end) => {
    const project = await projectWith({ 'a.csv': `"a${end}b",c\n1,2\n3,4\n` });
    const { columns } = await project.ingest('csv', { path: 'a.csv' });
    expect(columns.map(({ name }) => name)).toEqual([`a${end}b`, 'c']);
    expect((await project.rows()).map((row) => row['c'])).toEqual([2, 4]);
  });
});

it('a return within the quotes of a cell ends no row', async () => {
  const project = await projectWith({ 'a.csv': 'a,b\n"x\ry",2\n"z",3\n' });
  await project.ingest('csv', { path: 'a.csv' });
  expect(await project.rows()).toEqual([
    { a: 'x\ry', b: 2 },
    { a: 'z', b: 3 },
  ]);
});

describe('a row that is too long', () => {
  const secret = 'Mary Secret';
  const rows = Array.from({ length: 20_000 }, (_, id) => `${id},${secret},yes\n`).join('');
  const csv = `id,name,flag\n${rows}1,${secret.repeat(300_000)},yes\n`;

  it('is told of with its size, and what can be done', async () => {
    const project = await projectWith({ 'a.csv': csv });
    await expect(project.ingest('csv', { path: 'a.csv' })).rejects.toMatchObject({
      code: 'data/csv-line',
      message: expect.stringMatching(/longer than the 2 MB .* \(3\.3 MB, or more\)/) as string,
      hints: [
        'Look for a quote that is opened and never closed',
        'Write the table as Parquet or JSON lines if its cells are really that long',
      ],
    });
  });

  it('is shown only where no column is protected', async () => {
    const yaml = 'task: { type: classification, target: flag }\ningest:\n  sources: { a: a.csv }\n';
    const privacy = '  privacy: { columns: { name: { action: drop } } }\n';
    await using project = await ProjectDir.with({ 'mlx.yaml': yaml, 'a.csv': csv });
    const open = await project.mlx('ingest --verbose');
    expect(open.stderr).toContain(secret);
    await using closed = await ProjectDir.with({ 'mlx.yaml': `${yaml}${privacy}`, 'a.csv': csv });
    for (const flag of ['--verbose', '--json']) {
      const run = await closed.mlx(`ingest ${flag}`);
      expect(run.exitCode).toBe(4);
      expect(`${run.stdout}${run.stderr}`).toContain('a.csv');
      expect(await whereSeen(secret, closed, [run.stdout, run.stderr])).toEqual([]);
    }
  });
});

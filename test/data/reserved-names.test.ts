import { describe, expect, it } from 'vitest';
import { projectWith } from './project.js';

describe('a name mlx keeps for itself', () => {
  it.each(['__row', '__ROW', '__misfit a', '__MISFIT a', 'file_row_number', 'File_Row_Number'])(
    'is refused in a source, in any letter case: %s',
    async (name) => {
      const project = await projectWith({ 'a.csv': `a,${name}\n1,2\nx,3\n` });
      const columns = { a: { type: 'integer', else: 'missing' } } as const;
      await expect(project.ingest('csv', { path: 'a.csv' }, { columns })).rejects.toMatchObject({
        code: 'data/column-reserved',
      });
    },
  );

  it.each([
    { __Row: { from: 'a' } },
    { __row: { expression: 'a + 1' } },
    { FILE_ROW_NUMBER: { from: 'a' } },
    { file_row_number: { expression: 'a + 1' } },
  ])('is refused in the project: %o', async (columns) => {
    const project = await projectWith({ 'a.csv': 'a\n1\n2\n' });
    await expect(project.ingest('csv', { path: 'a.csv' }, { columns })).rejects.toMatchObject({
      code: 'data/column-reserved',
    });
  });

  it('may be that of a row in a file, when the project gives the column another', async () => {
    const rows = Array.from({ length: 5000 }, (_, row) => `${5000 - row},${row % 7}`);
    const project = await projectWith({
      'a.csv': ['file_row_number,a', ...rows.slice(0, 3000), ''].join('\n'),
      'b.csv': ['file_row_number,a', ...rows.slice(3000), ''].join('\n'),
    });
    const columns = { at: { from: 'file_row_number' } };
    await project.ingest('csv', { path: '*.csv' }, { columns });
    expect((await project.rows()).map(({ at, a }) => `${String(at)},${String(a)}`)).toEqual(rows);
  });
});

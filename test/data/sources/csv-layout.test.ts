import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contracts/json.js';
import { recogniseLayout } from '../../../src/data/sources/csv/layout.js';
import { sampleOf } from '../../../src/data/sources/csv/sample.js';
import { inspectTextFile } from '../../../src/data/sources/files/inspect-file.js';
import { openDatabase } from '../../../src/data/tables/database.js';
import { projectWith } from '../project.js';

const layouts: readonly (readonly [string, string, JsonObject])[] = [
  ['pipes', 'a|b\n1|x\n', { delimiter: '|' }],
  ['two colons', 'a::b\n1::x\n', { delimiter: '::' }],
  ['backslashes before quotes', 'a,b\n1,"x \\"y\\", z"\n2,"w"\n', { escape: '\\' }],
  ['comments above', '# made by hand\n# today\na,b\n1,x\n# and here\n2,y#z\n', { comment: '#' }],
  ['no header', '1,x\n2,y\n3,z\n', { header: false }],
  ['years for names', 'a,1990,1991,1992\nx,1,2,3\ny,4,5,6\n', { header: true }],
  ['names of letters over letters', 'a,b\nx,y\nz,w\n', { header: true }],
  [
    'letters only, that come again',
    'male,yes\nfemale,no\nmale,no\nfemale,yes\n',
    { header: false },
  ],
];

describe('of a CSV file is recognised and reported', () => {
  it.each(layouts)('%s', async (_, content, dialect) => {
    const project = await projectWith({ 'rows.csv': content });
    const { sources, warnings } = await project.ingest('csv', { path: 'rows.csv' });
    expect(sources[0]?.dialect).toMatchObject(dialect);
    expect(warnings).toEqual([]);
  });

  it('a delimiter at the end of each line, whose column has neither name nor cells', async () => {
    const project = await projectWith({ 'rows.csv': 'a,b,\n1,2,\n3,4,\n' });
    const { columns, notes } = await project.ingest('csv', { path: 'rows.csv' });
    expect(columns.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(notes[0]).toContain('the columns that have neither name nor cells left out');
  });

  it('but a column without a name is kept when a cell turns up further down', async () => {
    const rows = Array.from({ length: 60_000 }, (_, at) => `${at},x${at},`);
    const project = await projectWith({ 'rows.csv': ['a,b,', ...rows, '1,y,z'].join('\n') });
    const { columns } = await project.ingest('csv', { path: 'rows.csv' });
    expect(columns.map(({ name }) => name)).toEqual(['a', 'b', 'column_3']);
  });

  it('and pinning it all silences the notes', async () => {
    const project = await projectWith({ 'rows.csv': 'made today\na;b\n1;x\n2;y\n' });
    const first = await project.ingest('csv', { path: 'rows.csv' });
    const pins = { delimiter: ';', skip: 1, strict: true };
    const second = await project.ingest('csv', { path: 'rows.csv', ...pins });
    expect([first.notes.length, first.warnings.length]).toEqual([1, 1]);
    expect(second.warnings).toEqual([]);
    expect(second.notes.filter((note) => note.includes('read with'))).toEqual([]);
    expect(second.digest).toBe(first.digest);
  });
});

describe('the sample of a CSV file', () => {
  it('grows until it holds some lines, however long they are', async () => {
    const names = Array.from({ length: 60_000 }, (_, at) => `gene_${at}`);
    const rows = Array.from({ length: 4 }, () => names.map(() => '0.5').join(','));
    const project = await projectWith({ 'wide.csv': [names.join(','), ...rows].join('\n') });
    const file = `${project.folder}/wide.csv`;
    const head = await inspectTextFile({ file, origin: 'wide.csv', bytes: 0 });
    await using database = await openDatabase();
    const input = { file, compression: 'none' } as const;
    const sample = await sampleOf(input, head, { encoding: 'utf-8', database });
    const layout = recogniseLayout(sample, {
      ...{ encoding: 'auto', compression: 'auto', decimal_separator: '.', strict: true },
    });
    expect([layout.width, layout.header, layout.isRegular]).toEqual([60_000, true, true]);
  });
});

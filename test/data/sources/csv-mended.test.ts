import { describe, expect, it } from 'vitest';
import { projectWith } from '../project.js';

const mended: readonly (readonly [string, string | Buffer, Mended])[] = [
  [
    'cells too many',
    'a,b\n1,2\n3,4,5\n',
    {
      rows: [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
      warns:
        /^`rows.csv:3`: more cells than the 2 columns; those beyond the last column are left out$/,
    },
  ],
  [
    'empty cells too many',
    'a,b\n1,2\n3,4,\n',
    {
      rows: [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
      warns: /^`rows.csv:3`: more cells than the 2 columns, the last empty; .* look whether/,
    },
  ],
  [
    'cells too few',
    'a,b\n1,2\n3\n4\n5\n6\n7\n8,9\n',
    {
      rows: [{ a: 1, b: 2 }, ...[3, 4, 5, 6, 7].map((a) => ({ a, b: null })), { a: 8, b: 9 }],
      warns:
        /^`rows.csv:3`: fewer cells than the 2 columns \(and lines 4, 5 and 2 more\); those at the end are missing$/,
    },
  ],
  [
    'a quote that is never closed',
    'a,b\n1,x\n2,"y\n3,z\n',
    {
      rows: [
        { a: 1, b: 'x' },
        { a: 2, b: '"y' },
        { a: 3, b: 'z' },
      ],
      warns: /^`rows.csv:3`: quotes that do not match; some were taken for letters$/,
    },
  ],
  [
    'quotes that are letters',
    'a,b,c\n1,"5" pipe, long",x\n2,"z",y\n',
    {
      rows: [
        { a: 1, b: '5" pipe, long', c: 'x' },
        { a: 2, b: 'z', c: 'y' },
      ],
      warns: /^`rows.csv:2`: quotes that do not match/,
    },
  ],
  [
    'a stray quote before a cell of several lines',
    'a,b,c\n1,"say "hi"\nnow",x\n2,"z",y\n',
    {
      rows: [
        { a: 1, b: 'say "hi"\nnow', c: 'x' },
        { a: 2, b: 'z', c: 'y' },
      ],
      warns: /^`rows.csv:2`: quotes that do not match/,
    },
  ],
  [
    'a line with another delimiter',
    'a,b,c\n1,2,3\n4;5;6\n7,8,9\n',
    {
      rows: [
        { a: 1, b: 2, c: 3 },
        { a: 4, b: 5, c: 6 },
        { a: 7, b: 8, c: 9 },
      ],
      warns: /^`rows.csv:3`: another delimiter than the rest; split at that one$/,
    },
  ],
  [
    'a name twice',
    'a,b,A\n1,2,3\n',
    {
      rows: [{ a: 1, b: 2, A_2: 3 }],
      warns: /^`rows.csv:1`: columns share a name; the later one is now named `A_2`$/,
    },
  ],
  [
    'a name missing',
    'a,,b\n1,2,3\n',
    {
      rows: [{ a: 1, column_2: 2, b: 3 }],
      warns: /^`rows.csv:1`: column 2 has no name; named `column_2`$/,
    },
  ],
  [
    'an empty name too many',
    'a,,b\n1,2\n3,4\n',
    {
      rows: [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
      warns: /^`rows.csv:1`: the header has an empty name more than the rows have cells; left out$/,
    },
  ],
  [
    'row numbers as R writes them',
    '"a","b"\n"1",5,6\n"2",7,8\n',
    {
      rows: [
        { column_1: 1, a: 5, b: 6 },
        { column_1: 2, a: 7, b: 8 },
      ],
      warns: /^`rows.csv:1`: column 1 has no name; named `column_1`$/,
    },
  ],
  [
    'lines above the header',
    'My report\n\na,b\n1,2\n4,5\n7,8\n',
    {
      rows: [
        { a: 1, b: 2 },
        { a: 4, b: 5 },
        { a: 7, b: 8 },
      ],
      warns:
        /^`rows.csv:1`: a line above the table is no part of it: `My report`; left out \(`skip: 2`\)$/,
    },
  ],
  [
    'a title that is wider than the table',
    'made, by Ann, today\nx,y\n1,2\n4,5\n7,8\n',
    {
      rows: [
        { x: 1, y: 2 },
        { x: 4, y: 5 },
        { x: 7, y: 8 },
      ],
      warns:
        /^`rows.csv:1`: a line above the table is no part of it: `made, by Ann, today`; left out/,
    },
  ],
  [
    'its header twice',
    'a,b\n1,2\na,b\n3,4\n',
    {
      rows: [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
      warns: /^`rows.csv:3`: the header comes again; left out, and the rows below it kept$/,
    },
  ],
  [
    'another table below',
    'a,b,c\n1,2,3\n\na,b,c,d\n4,5,6,7\n',
    {
      rows: [{ a: 1, b: 2, c: 3 }],
      warns:
        /^`rows.csv:4`: another table of 4 columns begins; it and all that follows is left out$/,
    },
  ],
  [
    'NUL bytes for a row',
    'a,b\n10000,2\n\0\0\n30000,4\n',
    {
      rows: [
        { a: 10_000, b: 2 },
        { a: 30_000, b: 4 },
      ],
      warns: /^`rows.csv:3`: nothing but NUL bytes; passed over$/,
    },
  ],
  [
    'Western letters',
    Buffer.from('a,b\n1,café\n', 'latin1'),
    {
      rows: [{ a: 1, b: 'café' }],
      warns: /^`rows.csv:2`: the text is not UTF-8; read as Western \(windows-1252\)/,
    },
  ],
  [
    'UTF-16 without a mark',
    Buffer.from('a,b\n1,2\n', 'utf16le'),
    {
      rows: [{ a: 1, b: 2 }],
      warns: /^`rows.csv`: it looks like UTF-16 without its mark; read as UTF-16LE/,
    },
  ],
];

type Row = Readonly<Record<string, string | number | null>>;

interface Mended {
  readonly rows: readonly Row[];
  readonly warns: RegExp;
}

describe('a CSV file is mended, with a warning, when it has', () => {
  it.each(mended)('%s', async (_, content, { rows, warns }) => {
    const project = await projectWith({ 'rows.csv': content });
    const { warnings } = await project.ingest('csv', { path: 'rows.csv' });
    expect(await project.rows()).toEqual(rows);
    expect(warnings).toEqual([expect.stringMatching(warns)]);
  });

  it('a fault so deep that the beginning does not show it', async () => {
    const regular = Array.from({ length: 60_000 }, (_, at) => `${at},x${at}`);
    const faults = ['60000,"y', '60001', 'a,b', '60002,z,,'];
    const project = await projectWith({ 'rows.csv': ['a,b', ...regular, ...faults].join('\n') });
    const { table, warnings } = await project.ingest('csv', { path: 'rows.csv' });
    expect(table.rows).toBe(60_003);
    expect((await project.rows()).slice(-3)).toEqual([
      { a: 60_000, b: '"y' },
      { a: 60_001, b: null },
      { a: 60_002, b: 'z' },
    ]);
    expect(warnings.map((text) => text.split(';')[0])).toEqual([
      '`rows.csv:60002`: quotes that do not match',
      '`rows.csv:60003`: fewer cells than the 2 columns',
      '`rows.csv:60004`: the header comes again',
      '`rows.csv:60005`: more cells than the 2 columns, the last empty',
    ]);
  });

  it('Western letters so deep that the beginning does not show them', async () => {
    const regular = Array.from({ length: 60_000 }, (_, at) => `${at},x${at}`);
    const text = ['a,b', ...regular, '60000,café'].join('\n');
    const project = await projectWith({ 'rows.csv': Buffer.from(text, 'latin1') });
    const { warnings } = await project.ingest('csv', { path: 'rows.csv' });
    expect((await project.rows()).at(-1)).toEqual({ a: 60_000, b: 'café' });
    expect(warnings.join()).toContain('`rows.csv:60002`: the text is not UTF-8; read as Western');
  });

  it('a value of the wrong type after mended lines, and names the line of the file', async () => {
    const project = await projectWith({ 'rows.csv': 'report\n\na,b\n1,2\n3\n\nx,4\n5,6\n7,8\n' });
    const columns = { a: { type: 'integer' } } as const;
    await expect(project.ingest('csv', { path: 'rows.csv' }, { columns })).rejects.toMatchObject({
      code: 'data/column-type',
      place: { file: 'rows.csv', line: 7 },
    });
  });

  it('faults that many files share, told once', async () => {
    const files = [1, 2, 3].map((at) => [`data/${at}.csv`, 'a;b;b\n1;2;3\n'] as const);
    const project = await projectWith(Object.fromEntries(files));
    const { warnings, notes } = await project.ingest('csv', { path: 'data/*.csv' });
    expect(warnings).toEqual([expect.stringMatching(/^`data\/1.csv:1`: .* \(as 2 more files\)$/)]);
    expect(notes[0]).toBe('`data/1.csv`: read with `delimiter: ";"` (as 2 more files)');
  });
});

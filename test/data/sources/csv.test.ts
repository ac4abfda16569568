import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contracts/json.js';
import { projectWith } from '../project.js';

const wanted = [
  { a: 1, b: 'café' },
  { a: 2, b: 'x,y' },
];

const readable: readonly (readonly [string, string | Buffer, JsonObject])[] = [
  ['quoted commas', 'a,b\n1,café\n2,"x,y"\n', {}],
  ['CRLF line ends', 'a,b\r\n1,café\r\n2,"x,y"\r\n', {}],
  ['bare CR line ends', 'a,b\r1,café\r2,"x,y"\r', {}],
  ['mixed line ends', 'a,b\r\n1,café\n2,"x,y"\r\n', {}],
  ['no line end at the end', 'a,b\n1,café\n2,"x,y"', {}],
  ['a byte order mark', '\ufeffa,b\n1,café\n2,"x,y"\n', {}],
  ['semicolons', 'a;b\n1;café\n2;x,y\n', {}],
  ['tabs', 'a\tb\n1\tcafé\n2\tx,y\n', {}],
  ['a pinned delimiter of two letters', 'a::b\n1::café\n2::x,y\n', { delimiter: '::' }],
  ['single quotes', "a,b\n1,'café'\n2,'x,y'\n", { quote: "'" }],
  ['backslash escapes', 'a,b\n1,"café"\n2,"x,y"\n', { escape: '\\' }],
  ['blanks round cells', 'a,b\n 1 , café\n2\t,"x,y "\n', {}],
  ['no header', '1,café\n2,"x,y"\n', { header: false, columns: ['a', 'b'] }],
  ['a header to be renamed', 'p,q\n1,café\n2,"x,y"\n', { columns: ['a', 'b'], header: true }],
  ['lines to skip', 'A report\n\na,b\n1,café\n2,"x,y"\n', { skip: 2 }],
  ['comments', 'a,b\n# not me\n1,café\n2,"x,y"\n', { comment: '#' }],
  ['latin-1', Buffer.from('a,b\n1,café\n2,"x,y"\n', 'latin1'), { encoding: 'latin-1' }],
  ['UTF-16 with a mark', Buffer.from('\ufeffa,b\n1,café\n2,"x,y"\n', 'utf16le'), {}],
  ['big-endian UTF-16', Buffer.from('\ufeffa,b\n1,café\n2,"x,y"\n', 'utf16le').swap16(), {}],
  [
    'UTF-16 without a mark',
    Buffer.from('a,b\n1,café\n2,"x,y"\n', 'utf16le'),
    { encoding: 'utf-16' },
  ],
  ['gzip', gzipSync('a,b\n1,café\n2,"x,y"\n'), {}],
  ['gzipped UTF-16', gzipSync(Buffer.from('\ufeffa,b\n1,café\n2,"x,y"\n', 'utf16le')), {}],
];

describe('a CSV file', () => {
  it.each(readable)('with %s is read right', async (_, content, params) => {
    const project = await projectWith({ 'rows.csv': content });
    await project.ingest('csv', { path: 'rows.csv', ...params });
    expect(await project.rows()).toEqual(wanted);
  });

  it('packed with Zstandard is read right', async ({ skip }) => {
    const text = 'a,b\n1,café\n2,"x,y"\n';
    const packed = packedWithZstd(text);
    if (packed === undefined) return skip('the zstd program is not installed');
    const project = await projectWith({ 'rows.csv.zst': packed });
    const { sources } = await project.ingest('csv', { path: 'rows.csv.zst' });
    expect(await project.rows()).toEqual(wanted);
    expect(sources[0]?.dialect).toMatchObject({ compression: 'zstd', delimiter: ',' });
  });

  it('keeps line breaks, quotes and NUL inside cells', async () => {
    const project = await projectWith({ 'rows.csv': 'a,b\n1,"x\ny ""z"""\n2,p\0q\n' });
    await project.ingest('csv', { path: 'rows.csv' });
    expect((await project.rows()).map((row) => row['b'])).toEqual(['x\ny "z"', 'p\0q']);
  });

  it('may have names with quotes, and a path with quotes and brackets', async () => {
    const name = `it's "my" [data]*.csv`.replace('*', '');
    const project = await projectWith({ [name]: `"a""b",it's\n1,x\n2,y\n` });
    const { columns } = await project.ingest('csv', { path: name });
    expect(columns.map((column) => column.name)).toEqual(['a"b', "it's"]);
  });

  it('reads a decimal comma when told to', async () => {
    const project = await projectWith({ 'rows.csv': 'a;b\n1,5;x\n-2,25;y\n' });
    await project.ingest('csv', { path: 'rows.csv', decimal_separator: ',' });
    expect(await project.rows()).toEqual([
      { a: 1.5, b: 'x' },
      { a: -2.25, b: 'y' },
    ]);
  });

  it('reports the dialect it recognised', async () => {
    const project = await projectWith({ 'rows.csv': "a;b\n1;'x;y'\n2;'z'\n" });
    const { sources } = await project.ingest('csv', { path: 'rows.csv' });
    expect(sources[0]?.dialect).toMatchObject({ delimiter: ';', quote: "'", header: true });
  });

  it('may be many files, read by name and matched by column', async () => {
    const project = await projectWith({
      'data/2.csv': 'b,a\nz,3\n',
      'data/1.csv': 'a,b\n1,x\n2,y\n',
      'data/deep/3.csv': 'a,b,c\n4,w,7\n',
    });
    const { table, warnings } = await project.ingest('csv', { path: 'data/**/*.csv' });
    expect((await project.rows()).map((row) => row['a'])).toEqual([1, 2, 3, 4]);
    expect(table.rows).toBe(4);
    expect(warnings.join()).toContain('`data/1.csv` and 1 more has no column `c`');
  });
});

const unreadable: readonly (readonly [string, string | Buffer, Refused])[] = [
  ['is empty', '', { code: 'data/file-empty' }],
  ['has blank lines only', '\n\n  \n', { code: 'data/file-empty' }],
  ['has a header only', 'a,b\n', { code: 'data/no-rows' }],
  ['uses a reserved name', 'a,__row\n1,2\n', { code: 'data/column-reserved' }],
  ['is half a UTF-16 letter', Buffer.from('fffe61000a0062', 'hex'), { code: 'data/encoding' }],
  ['is an Excel workbook', Buffer.from('504b030414000600', 'hex'), { code: 'data/not-a-table' }],
  ['is some binary', Buffer.from([1, 2, 3, 4, 5, 6, 7, 200, 201]), { code: 'data/not-a-table' }],
  ['is packed with bzip2', Buffer.from('BZh91AY&SY'), { code: 'data/compression' }],
  [
    'has other columns than pinned',
    'a,b\n1,2\n',
    { params: { columns: ['a'] }, code: 'data/csv-dialect' },
  ],
];

/** What is mended without `strict`. */
const doubtful: readonly (readonly [string, string | Buffer, Refused])[] = [
  ['has too many cells', 'a,b\n1,2\n3,4,5\n', { code: 'data/csv-ragged', place: { line: 3 } }],
  ['has too few cells', 'a,b\n1,2\n3,4\n5\n', { code: 'data/csv-ragged', place: { line: 4 } }],
  ['never closes a quote', 'a,b\n1,2\n3,"x\n4,5\n', { code: 'data/csv-quote', place: { line: 3 } }],
  ['names a column twice', 'a,b,a\n1,2,3\n', { code: 'data/column-duplicate' }],
  ['names columns that differ in case', 'a,A\n1,2\n', { code: 'data/column-duplicate' }],
  ['has an unnamed column', 'a,,b\n1,2,3\n', { code: 'data/column-unnamed', place: { line: 1 } }],
  ['has a preamble', 'My report\n\na,b,c\n1,2,3\n4,5,6\n7,8,9\n', { code: 'data/csv-preamble' }],
  ['is latin-1', Buffer.from('a,b\n1,café\n', 'latin1'), { code: 'data/encoding' }],
  ['has its header twice', 'a,b\n1,2\na,b\n3,4\n', { code: 'data/csv-second-table', place: { line: 3 } }],
  ['has NUL bytes for a row', 'a,b\n10000,2\n\0\0\n30000,4\n', { code: 'data/csv-line', place: { line: 3 } }],
];

interface Refused {
  readonly code: string;
  readonly params?: JsonObject;
  readonly place?: { readonly line: number };
}

describe('a CSV file is refused when it', () => {
  it.each(unreadable)('%s', async (_, content, { params, ...failure }) => {
    const project = await projectWith({ 'rows.csv': content });
    const ingested = project.ingest('csv', { path: 'rows.csv', ...params });
    await expect(ingested).rejects.toMatchObject(failure);
    await expect(ingested).rejects.toThrow(/rows\.csv/);
    await expect(ingested).rejects.not.toThrow(project.folder);
  });

  it.each(doubtful)('%s, and `strict` is set', async (_, content, failure) => {
    const project = await projectWith({ 'rows.csv': content });
    const ingested = project.ingest('csv', { path: 'rows.csv', strict: true });
    await expect(ingested).rejects.toMatchObject(failure);
    await expect(ingested).rejects.toThrow(/rows\.csv/);
    await expect(ingested).rejects.not.toThrow(project.folder);
  });

  it('is not there, naming the nearest file', async () => {
    const project = await projectWith({ 'data/customers.csv': 'a\n1\n' });
    await expect(project.ingest('csv', { path: 'data/custmers.csv' })).rejects.toMatchObject({
      code: 'data/file-missing',
      hints: ['Did you mean `data/customers.csv`?'],
    });
  });

  it('is a folder', async () => {
    const project = await projectWith({ 'data/a.csv': 'a\n1\n' });
    await expect(project.ingest('csv', { path: 'data' })).rejects.toMatchObject({
      code: 'data/is-folder',
    });
  });

  it('has no path', async () => {
    const project = await projectWith({});
    await expect(project.ingest('csv', {})).rejects.toMatchObject({
      code: 'data/source-incomplete',
    });
  });
});

const mended: readonly (readonly [string, string | Buffer, readonly Row[], RegExp])[] = [
  [
    'cells too many',
    'a,b\n1,2\n3,4,5\n',
    [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ],
    /^`rows.csv:3`: more cells than the 2 columns; those beyond the last column are left out$/,
  ],
  [
    'empty cells too many',
    'a,b\n1,2\n3,4,\n',
    [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ],
    /^`rows.csv:3`: more cells than the 2 columns, the last empty; .* look whether/,
  ],
  [
    'cells too few',
    'a,b\n1,2\n3\n4\n5\n6\n7\n8,9\n',
    [
      { a: 1, b: 2 },
      ...[3, 4, 5, 6, 7].map((a) => ({ a, b: null })),
      { a: 8, b: 9 },
    ],
    /^`rows.csv:3`: fewer cells than the 2 columns \(and lines 4, 5 and 2 more\); those at the end are missing$/,
  ],
  [
    'a quote that is never closed',
    'a,b\n1,x\n2,"y\n3,z\n',
    [
      { a: 1, b: 'x' },
      { a: 2, b: '"y' },
      { a: 3, b: 'z' },
    ],
    /^`rows.csv:3`: quotes that do not match; some were taken for letters$/,
  ],
  [
    'quotes that are letters',
    'a,b,c\n1,"5" pipe, long",x\n2,"z",y\n',
    [
      { a: 1, b: '5" pipe, long', c: 'x' },
      { a: 2, b: 'z', c: 'y' },
    ],
    /^`rows.csv:2`: quotes that do not match/,
  ],
  [
    'a stray quote before a cell of several lines',
    'a,b,c\n1,"say "hi"\nnow",x\n2,"z",y\n',
    [
      { a: 1, b: 'say "hi"\nnow', c: 'x' },
      { a: 2, b: 'z', c: 'y' },
    ],
    /^`rows.csv:2`: quotes that do not match/,
  ],
  [
    'a line with another delimiter',
    'a,b,c\n1,2,3\n4;5;6\n7,8,9\n',
    [
      { a: 1, b: 2, c: 3 },
      { a: 4, b: 5, c: 6 },
      { a: 7, b: 8, c: 9 },
    ],
    /^`rows.csv:3`: another delimiter than the rest; split at that one$/,
  ],
  [
    'a name twice',
    'a,b,A\n1,2,3\n',
    [{ a: 1, b: 2, A_2: 3 }],
    /^`rows.csv:1`: columns share a name; the later one is now named `A_2`$/,
  ],
  [
    'a name missing',
    'a,,b\n1,2,3\n',
    [{ a: 1, column_2: 2, b: 3 }],
    /^`rows.csv:1`: column 2 has no name; named `column_2`$/,
  ],
  [
    'an empty name too many',
    'a,,b\n1,2\n3,4\n',
    [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ],
    /^`rows.csv:1`: the header has an empty name more than the rows have cells; left out$/,
  ],
  [
    'row numbers as R writes them',
    '"a","b"\n"1",5,6\n"2",7,8\n',
    [
      { column_1: 1, a: 5, b: 6 },
      { column_1: 2, a: 7, b: 8 },
    ],
    /^`rows.csv:1`: column 1 has no name; named `column_1`$/,
  ],
  [
    'lines above the header',
    'My report\n\na,b\n1,2\n4,5\n7,8\n',
    [
      { a: 1, b: 2 },
      { a: 4, b: 5 },
      { a: 7, b: 8 },
    ],
    /^`rows.csv:1`: a line above the table is no part of it: `My report`; left out \(`skip: 2`\)$/,
  ],
  [
    'its header twice',
    'a,b\n1,2\na,b\n3,4\n',
    [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ],
    /^`rows.csv:3`: the header comes again; left out, and the rows below it kept$/,
  ],
  [
    'another table below',
    'a,b,c\n1,2,3\n\na,b,c,d\n4,5,6,7\n',
    [{ a: 1, b: 2, c: 3 }],
    /^`rows.csv:4`: another table of 4 columns begins; it and all that follows is left out$/,
  ],
  [
    'NUL bytes for a row',
    'a,b\n10000,2\n\0\0\n30000,4\n',
    [
      { a: 10_000, b: 2 },
      { a: 30_000, b: 4 },
    ],
    /^`rows.csv:3`: nothing but NUL bytes; passed over$/,
  ],
  [
    'Western letters',
    Buffer.from('a,b\n1,café\n', 'latin1'),
    [{ a: 1, b: 'café' }],
    /^`rows.csv:2`: the text is not UTF-8; read as Western \(windows-1252\)/,
  ],
  [
    'UTF-16 without a mark',
    Buffer.from('a,b\n1,2\n', 'utf16le'),
    [{ a: 1, b: 2 }],
    /^`rows.csv`: it looks like UTF-16 without its mark; read as UTF-16LE/,
  ],
];

type Row = Readonly<Record<string, string | number | null>>;

describe('a CSV file is mended, with a warning, when it has', () => {
  it.each(mended)('%s', async (_, content, rows, warning) => {
    const project = await projectWith({ 'rows.csv': content });
    const { warnings } = await project.ingest('csv', { path: 'rows.csv' });
    expect(await project.rows()).toEqual(rows);
    expect(warnings).toEqual([expect.stringMatching(warning)]);
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

const layouts: readonly (readonly [string, string, JsonObject])[] = [
  ['pipes', 'a|b\n1|x\n', { delimiter: '|' }],
  ['two colons', 'a::b\n1::x\n', { delimiter: '::' }],
  ['backslashes before quotes', 'a,b\n1,"x \\"y\\", z"\n2,"w"\n', { escape: '\\' }],
  ['comments above', '# made by hand\n# today\na,b\n1,x\n# and here\n2,y#z\n', { comment: '#' }],
  ['no header', '1,x\n2,y\n3,z\n', { header: false }],
  ['years for names', 'a,1990,1991,1992\nx,1,2,3\ny,4,5,6\n', { header: true }],
  ['names of letters over letters', 'a,b\nx,y\nz,w\n', { header: true }],
  ['letters only, that come again', 'male,yes\nfemale,no\nmale,no\nfemale,yes\n', { header: false }],
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

function packedWithZstd(text: string): Buffer | undefined {
  try {
    return execFileSync('zstd', ['-q', '-c'], { input: text });
  } catch {
    return undefined;
  }
}

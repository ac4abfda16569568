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
  [
    'letters of Windows',
    Buffer.from('a,b\n1,caf\xe9\n2,"x,y"\n', 'latin1'),
    { encoding: 'windows-1252' },
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
  [
    'is in another encoding than a Western one',
    Buffer.from('a,b\n1,\xcc\xee\xf1\xea\xe2\xe0\n', 'latin1'),
    { code: 'data/encoding', place: { line: 2 } },
  ],
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
  [
    'has its header twice',
    'a,b\n1,2\na,b\n3,4\n',
    { code: 'data/csv-second-table', place: { line: 3 } },
  ],
  [
    'has NUL bytes for a row',
    'a,b\n10000,2\n\0\0\n30000,4\n',
    { code: 'data/csv-line', place: { line: 3 } },
  ],
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

function packedWithZstd(text: string): Buffer | undefined {
  try {
    return execFileSync('zstd', ['-q', '-c'], { input: text });
  } catch {
    return undefined;
  }
}

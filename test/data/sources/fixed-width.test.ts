import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contracts/json.js';
import { recogniseFields } from '../../../src/data/sources/fixed-width/recognise-fields.js';
import { projectWith, typesOf } from '../project.js';

const wanted = [
  { id: 1, name: 'Ann Lee', income: 1200.5 },
  { id: 12, name: 'Bo', income: null },
  { id: 103, name: 'Zoë', income: 7 },
];

const plain = ['  1Ann Lee 1200.50', ' 12Bo             ', '103Zoë           7'].join('\n');
const spaced = [
  ' id name        income',
  '  1 Ann Lee    1200.50',
  ' 12 Bo',
  '103 Zoë              7',
].join('\n');
const names = ['id', 'name', 'income'];

const readable: readonly (readonly [string, string | Buffer, JsonObject])[] = [
  ['pinned widths', plain, { widths: [3, 8, 8], columns: names }],
  ['pinned positions', plain, { positions: ['1-3', '4-11', '12-19'], columns: names }],
  ['columns that are recognised', spaced, {}],
  ['blank lines and CRLF', `${spaced.replaceAll('\n', '\r\n')}\r\n\r\n`, {}],
  ['lines above the header', `A register\n\n${spaced}`, { skip: 2 }],
  ['a header of widths', spaced, { widths: [4, 11, 7], header: true }],
  ['another encoding', Buffer.from(spaced, 'latin1'), { encoding: 'latin-1' }],
  ['gzip', gzipSync(spaced), {}],
];

describe('a fixed-width file', () => {
  it.each(readable)('with %s is read right', async (_, content, params) => {
    const project = await projectWith({ 'rows.txt': content });
    await project.ingest('fixed-width', { path: 'rows.txt', ...params });
    expect(await project.rows()).toEqual(wanted);
  });

  it('tells where it found the columns, in words that pin them', async () => {
    const project = await projectWith({ 'rows.txt': spaced });
    const first = await project.ingest('fixed-width', { path: 'rows.txt' });
    expect(first.notes[0]).toBe(
      '`rows.txt`: read with `positions: ["1-4", "5-11", "12-22"], header: true`',
    );
    const pins = { positions: ['1-4', '5-11', '12-22'], header: true };
    const second = await project.ingest('fixed-width', { path: 'rows.txt', ...pins });
    expect(second.digest).toBe(first.digest);
    expect(second.sources[0]?.dialect).toMatchObject(pins);
  });

  it('may be cut through quotes, delimiters and tabs', async () => {
    const project = await projectWith({ 'rows.txt': 'a,"\t\nb;\'\t\n' });
    await project.ingest('fixed-width', { path: 'rows.txt', widths: [1, 2], header: false });
    expect(await project.rows()).toEqual([
      { column_1: 'a', column_2: ',"' },
      { column_1: 'b', column_2: ";'" },
    ]);
  });

  it('whose lines go on beyond the last column is read with a warning, or with `strict` refused', async () => {
    const project = await projectWith({ 'rows.txt': '1a\n2b!\n3c\n' });
    const pins = { path: 'rows.txt', widths: [1, 1], header: false };
    const { warnings, table } = await project.ingest('fixed-width', pins);
    expect(table.rows).toBe(3);
    expect(warnings).toEqual([
      '`rows.txt:2`: the line goes on beyond the last column; what stands there is left out',
    ]);
    await expect(project.ingest('fixed-width', { ...pins, strict: true })).rejects.toMatchObject({
      code: 'data/fixed-width',
      place: { file: 'rows.txt', line: 2 },
    });
  });

  it('is refused where a line further down breaks the columns that were recognised', async () => {
    const rows = Array.from({ length: 60_000 }, (_, at) => `${String(at).padStart(6)} x`);
    const project = await projectWith({ 'rows.txt': [...rows, '1234567y'].join('\n') });
    await expect(project.ingest('fixed-width', { path: 'rows.txt' })).rejects.toMatchObject({
      code: 'data/fixed-width',
      place: { file: 'rows.txt', line: 60_001 },
    });
  });

  it.each([
    ['no blanks part its lines', 'abc\ndef\n', {}],
    ['widths and positions are given', 'ab\n', { widths: [1], positions: ['2'] }],
    ['a position is none', 'ab\n', { positions: ['2-1'] }],
    ['names are too few', 'ab\n', { widths: [1, 1], columns: ['a'] }],
  ])('is refused when %s', async (_, content, params) => {
    const project = await projectWith({ 'rows.txt': content });
    await expect(
      project.ingest('fixed-width', { path: 'rows.txt', ...params }),
    ).rejects.toMatchObject({ code: 'data/fixed-width' });
  });

  it('names the line of a value of the wrong type', async () => {
    const project = await projectWith({ 'rows.txt': 'title\nn  t\n1  a\n\nx  b\n' });
    const columns = { n: { type: 'integer' } } as const;
    const pins = { path: 'rows.txt', skip: 1, header: true };
    await expect(project.ingest('fixed-width', pins, { columns })).rejects.toMatchObject({
      code: 'data/column-type',
      place: { line: 5 },
    });
  });

  it('gives numbers, texts and missing values their types', async () => {
    const project = await projectWith({ 'rows.txt': spaced });
    const result = await project.ingest('fixed-width', { path: 'rows.txt' });
    expect(typesOf(result)).toEqual({ id: 'integer', name: 'category', income: 'number' });
  });
});

describe('recognised columns', () => {
  it('hold every cell of the lines they were recognised from', () => {
    const cell = fc.stringMatching(/^[a-z0-9]{1,6}$/);
    const table = fc.integer({ min: 2, max: 5 }).chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
        minLength: 1,
        maxLength: 20,
      }),
    );
    fc.assert(
      fc.property(table, fc.boolean(), (rows, isRight) => {
        const widest =
          rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
        const lines = rows.map((row) =>
          row
            .map((text, at) =>
              isRight ? text.padStart(widest[at] ?? 0) : text.padEnd(widest[at] ?? 0),
            )
            .join(' '),
        );
        const fields = recogniseFields(lines);
        const cut = lines.map((line) =>
          fields.map(({ start, length }) => line.slice(start, start + length).trim()),
        );
        expect(cut).toEqual(rows);
      }),
    );
  });
});

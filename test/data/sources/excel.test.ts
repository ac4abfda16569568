import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { describe, expect, it } from 'vitest';
import { dateText, isDateFormat } from '../../../src/data/sources/excel/cell-values.js';
import { projectWith, typesOf } from '../project.js';
import { dateCell, smallXlsx } from './small-xlsx.js';

const data = resolve(env['MLX_TEST_DATA'] ?? join(import.meta.dirname, '../../../../shared/data'));

describe('an Excel workbook', () => {
  it('gives what its cells mean', async () => {
    const book = smallXlsx([
      ['n', 'share', 'span', 'formula', 'rich', 'code', 'ok'],
      [
        0.1,
        { xml: '<c r="#" s="3"><v>0.10000000000000001</v></c>' },
        { xml: '<c r="#" s="2"><v>1.5</v></c>' },
        { xml: '<c r="#"><f>1+1</f><v>2</v></c>' },
        { xml: '<c r="#" t="s"><v>0</v></c>' },
        '007',
        true,
      ],
      [
        1e21,
        null,
        null,
        { xml: '<c r="#" t="e"><f>1/0</f><v>#DIV/0!</v></c>' },
        '_x0041_&',
        'x',
        false,
      ],
    ]);
    const project = await projectWith({ 'book.xlsx': book });
    const result = await project.ingest('excel', { path: 'book.xlsx' });
    expect(await project.rows()).toEqual([
      { n: 0.1, share: 0.1, span: 1.5, formula: 2, rich: 'rich text', code: '007', ok: true },
      { n: 1e21, share: null, span: null, formula: null, rich: 'A&', code: 'x', ok: false },
    ]);
    expect(typesOf(result)).toMatchObject({
      share: 'number',
      span: 'number',
      code: 'category',
      ok: 'boolean',
    });
    expect(result.warnings).toEqual([
      '`book.xlsx`, sheet `Sheet1`: 1 cell with an error, first D3 (#DIV/0!), taken as missing',
    ]);
  });

  it.each([
    [1, false, '1900-01-01'],
    [59, false, '1900-02-28'],
    [61, false, '1900-03-01'],
    [45_351, false, '2024-02-29'],
    [43_889, true, '2024-02-29'],
    [45_351.999_988_4, false, '2024-02-29T23:59:58.998'],
    [0.75, false, '18:00:00'],
    [-1, false, undefined],
    [3e6, false, undefined],
  ])('day %d (since 1904: %s) is %s', (serial, since1904, text) => {
    expect(dateText(serial, since1904)).toBe(text);
  });

  it.each([
    [0, undefined, false],
    [14, undefined, true],
    [46, undefined, false],
    [164, 'dd.mm.yyyy', true],
    [165, '[$-409]h:mm AM/PM', true],
    [166, '[h]:mm', false],
    [167, '#,##0.00 "days"', false],
    [168, '[Red]0.00\\d', false],
    [169, 'General', false],
  ])('format %d (%s) is a date: %s', (id, code, expected) => {
    expect(isDateFormat(id, code)).toBe(expected);
  });

  it('counts days from 1904 where it says so', async () => {
    const book = smallXlsx([['at'], [dateCell(43_889)]], { date1904: true });
    const project = await projectWith({ 'book.xlsx': book });
    await project.ingest('excel', { path: 'book.xlsx' });
    expect(await project.rows()).toEqual([{ at: '2024-02-29T00:00:00.000Z' }]);
  });

  it('gives each row its share of merged cells', async () => {
    const rows = [
      ['region', 'n'],
      ['north', 1],
      [null, 2],
      ['south', 3],
      [null, 4],
    ];
    const project = await projectWith({ 'book.xlsx': smallXlsx(rows, { merged: ['A2:A3'] }) });
    const { warnings } = await project.ingest('excel', { path: 'book.xlsx' });
    expect((await project.rows()).map(({ region }) => region)).toEqual([
      'north',
      'north',
      'south',
      null,
    ]);
    expect(warnings).toEqual([
      '`book.xlsx`, sheet `Sheet1`: 1 cell of merged ranges got the value of the range',
    ]);
  });

  it('is read from the sheet, row and range that are asked for', async () => {
    const other = [
      ['A title'],
      [],
      ['note', 'id', 'v', 'beside'],
      ['a', 1, 2, null],
      [],
      ['b', 3, 4, 'x'],
    ];
    const project = await projectWith({
      'book.xlsx': smallXlsx([['x'], [1]], { sheets: { other } }),
    });
    const params = { path: 'book.xlsx', sheet: 'other' };
    await project.ingest('excel', { ...params, skip: 2 });
    expect(await project.rows()).toHaveLength(2);
    await project.ingest('excel', { ...params, sheet: 2, range: 'B3:C6' });
    expect(await project.rows()).toEqual([
      { id: 1, v: 2 },
      { id: 3, v: 4 },
    ]);
    await expect(project.ingest('excel', params)).rejects.toMatchObject({
      code: 'data/column-unnamed',
      hints: expect.arrayContaining(['Set `skip` if row 1 is a title above the table']) as string[],
    });
    await expect(project.ingest('excel', { ...params, sheet: 'othr' })).rejects.toMatchObject({
      code: 'data/excel-sheet',
      hints: expect.arrayContaining(['Did you mean `other`?']) as string[],
    });
    await expect(project.ingest('excel', { ...params, range: '3-6' })).rejects.toMatchObject({
      code: 'data/excel-sheet',
    });
  });

  it('names the row of a cell that is not of the declared type, blank rows counted', async () => {
    const project = await projectWith({ 'book.xlsx': smallXlsx([['n'], [1], [], [], ['x']]) });
    const declared = { columns: { n: { type: 'integer' as const } } };
    await expect(project.ingest('excel', { path: 'book.xlsx' }, declared)).rejects.toMatchObject({
      place: { file: 'book.xlsx', line: 5 },
    });
  });

  it('without a header names its columns by number', async () => {
    const project = await projectWith({
      'book.xlsx': smallXlsx([
        ['a', 1],
        ['b', 2, 3],
      ]),
    });
    await project.ingest('excel', { path: 'book.xlsx' });
    expect(await project.rows()).toEqual([
      { column_1: 'a', column_2: 1, column_3: null },
      { column_1: 'b', column_2: 2, column_3: 3 },
    ]);
  });

  it('cut short is damaged, wherever the cut is', async () => {
    const whole = smallXlsx([['a'], [1]]);
    for (const part of [0.2, 0.6, 0.9, 0.99]) {
      const project = await projectWith({ 'book.xlsx': whole.subarray(0, whole.length * part) });
      await expect(project.ingest('excel', { path: 'book.xlsx' })).rejects.toMatchObject({
        code: 'data/excel-broken',
        place: { file: 'book.xlsx' },
      });
    }
  });

  it('of another kind says how to make it one', async () => {
    const old = Buffer.from('d0cf11e0a1b11ae1', 'hex');
    const project = await projectWith({ 'old.xls': old, 'locked.xlsx': old });
    for (const path of ['old.xls', 'locked.xlsx']) {
      await expect(project.ingest('excel', { path })).rejects.toMatchObject({
        code: 'data/excel-kind',
        hints: expect.arrayContaining([expect.stringContaining('soffice')]) as string[],
      });
    }
  });
});

describe.skipIf(!existsSync(data))(`workbooks of csvkit (in ${data})`, () => {
  it('load as their CSV twins say', async () => {
    const project = await projectWith({});
    execFileSync('tar', ['xzf', join(data, 'nasty/csvkit-examples.tar.gz'), '-C', project.folder]);
    await project.ingest('excel', { path: 'examples/test.xlsx', range: 'A:G' });
    const found = await project.rows();
    await project.ingest('csv', { path: 'examples/testxlsx_converted.csv' });
    const twin = (await project.rows()).map(({ h: _, ...row }) => row);
    expect(found.map(comparable)).toEqual(twin.map(comparable));
    for (const [path, params] of [
      ['dummy.xlsx', {}],
      ['sheets.xlsx', { sheet: 'ʤ' }],
    ] as const) {
      await project.ingest('excel', { path: `examples/${path}`, ...params });
      expect(await project.rows()).toEqual([{ a: 1, b: 2, c: 3 }]);
    }
    const { table } = await project.ingest('excel', {
      path: 'examples/realdata/ne_1033_data.xlsx',
    });
    expect(table.rows).toBe(1036);
    for (const path of ['examples/test.xls', join(data, 'nasty/truncated-in-its-repository.xls')]) {
      await expect(project.ingest('excel', { path })).rejects.toMatchObject({
        code: 'data/excel-kind',
      });
    }
  });
});

/** The same letters, whichever way they were composed. */
function comparable(row: object): string {
  return JSON.stringify(row).normalize('NFC');
}

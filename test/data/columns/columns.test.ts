import { describe, expect, it } from 'vitest';
import type { ColumnsSettings } from '../../../src/data/columns/column-settings.js';
import { projectWith, typesOf } from '../project.js';

const sales = `shop,day,pounds,kind,net,tax
a,2026-01-01,2,m,10,1
a,2026-01-02,4,f,20,2
b,2026-01-01,6,x,30,3
a,2026-01-04,8,m,,4
`;

async function tableWith(columns: ColumnsSettings, csv = sales) {
  const project = await projectWith({ 'sales.csv': csv });
  const result = await project.ingest('csv', { path: 'sales.csv' }, { columns });
  return { types: typesOf(result), rows: await project.rows(), warnings: result.warnings };
}

async function failureWith(columns: ColumnsSettings, csv = sales) {
  return tableWith(columns, csv).then(
    () => expect.fail('it was read'),
    (error: unknown) => error,
  );
}

describe('a column', () => {
  it('has the name the project gives it', async () => {
    const { rows, types } = await tableWith({ revenue: { from: 'net', type: 'number' } });
    expect(types).toMatchObject({ revenue: 'number' });
    expect(types).not.toHaveProperty('net');
    expect(rows.map(({ revenue }) => revenue)).toEqual([10, 20, 30, null]);
  });

  it('may be converted to another unit', async () => {
    const { rows } = await tableWith({ kg: { from: 'pounds', unit: { from: 'lb', to: 'kg' } } });
    expect(rows[0]?.['kg']).toBeCloseTo(0.90718474, 12);
  });

  it('may be given other values, and the type they have', async () => {
    const map = { m: 'male', f: 'female', x: null };
    const { rows } = await tableWith({ kind: { map } });
    expect(rows.map(({ kind }) => kind)).toEqual(['male', 'female', null, 'male']);
    const flags = await tableWith({ kind: { map: { m: true, f: false }, unmapped: 'missing' } });
    expect(flags.types['kind']).toBe('boolean');
    expect(flags.rows.map(({ kind }) => kind)).toEqual([true, false, null, true]);
  });

  it('is refused where a value is not named that has to be', async () => {
    const map = { m: 'male', f: 'female' };
    expect(await failureWith({ kind: { map, unmapped: 'fail' } })).toMatchObject({
      code: 'data/column-value',
      message: '`kind`: `x` is not named by `map`',
      place: { file: 'sales.csv', line: 4 },
    });
  });

  it('may follow from others, and from those that follow', async () => {
    const { rows, types } = await tableWith({
      gross: { expression: 'net + tax' },
      high: { expression: 'gross > 15' },
      label: { expression: "shop || '-' || kind" },
    });
    expect(types).toMatchObject({ gross: 'integer', high: 'boolean', label: 'category' });
    expect(rows.map(({ gross, high, label }) => [gross, high, label])).toEqual([
      [11, false, 'a-m'],
      [22, true, 'a-f'],
      [33, true, 'b-x'],
      [null, null, 'a-m'],
    ]);
  });

  it('may look back, within its group and in its order', async () => {
    const { rows } = await tableWith({
      before: { lag: { of: 'tax', order: 'day', per: ['shop'] } },
      mean: { window: { of: 'tax', compute: 'mean', rows: 2, order: 'day', per: ['shop'] } },
      earlier: {
        window: {
          of: 'tax',
          compute: 'sum',
          span: '2d',
          current: false,
          order: 'day',
          per: ['shop'],
        },
      },
    });
    expect(rows.map(({ before, mean, earlier }) => [before, mean, earlier])).toEqual([
      [null, 1, null],
      [1, 1.5, 1],
      [null, 3, null],
      [2, 3, 2],
    ]);
  });

  it('has what does not fit its type missing where the project says so, counted and shown', async () => {
    const { rows, warnings } = await tableWith(
      { net: { type: 'number', else: 'missing' } },
      'net,b\n1,x\noops,y\n3,z\n',
    );
    expect(rows.map(({ net }) => net)).toEqual([1, null, 3]);
    expect(warnings).toEqual([
      '`net`: 1 cell does not fit its type and is missing now, such as `oops` (sales.csv:3)',
    ]);
  });

  it('is refused where what it follows from is not there, or is no expression', async () => {
    expect(await failureWith({ x: { lag: { of: 'taxx', order: 'day' } } })).toMatchObject({
      code: 'data/column-missing',
      hints: ['Did you mean `tax`?'],
    });
    expect(await failureWith({ x: { expression: '(SELECT 1)' } })).toMatchObject({
      code: 'data/expression',
    });
    expect(await failureWith({ tax: { expression: 'net' } })).toMatchObject({
      code: 'data/column-duplicate',
    });
    expect(await failureWith({ kind: { unit: { from: 'lb', to: 'm' } } })).toMatchObject({
      code: 'data/unit',
    });
  });

  it('may have any name at all', async () => {
    const name = `a"b'); DROP TABLE x; --\n`;
    const { rows } = await tableWith({
      [name]: { from: 'net', unit: { from: 'm', to: 'km' } },
      [`${name}2`]: { window: { of: name, compute: 'max', order: name } },
    });
    expect(rows[1]?.[name]).toBe(0.02);
    expect(rows[1]?.[`${name}2`]).toBe(0.02);
  });
});

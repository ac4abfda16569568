import { expect, test } from 'vitest';
import { matrixOf } from '../../../src/data/features/transform.js';
import { numbers, strings } from './column-stats.js';
import { batchOf, fit, rowsOf } from './fitting.js';

const table = {
  age: ['number', numbers(30, NaN, 50, 40)],
  plan: ['category', strings('pro', 'basic', null, 'basic')],
  paid: ['boolean', numbers(1, 0, NaN, 1)],
} as const;
const columns = { age: numbers(30, NaN, 50, Infinity), plan: table.plan[1], paid: table.paid[1] };

test('a family that reads columns as they are gets numbers unscaled, categories as codes and NaN for what is missing', async () => {
  const fitted = await fit(table, {}, 'native');
  expect(rowsOf(fitted, columns)).toEqual([
    [30, 1, 1],
    [NaN, 0, 0],
    [50, NaN, NaN],
    [NaN, 0, 1],
  ]);
  expect(matrixOf(fitted, batchOf(columns)).blocks).toEqual([
    { name: 'plan', kind: 'category', levels: 3, start: 1, width: 1 },
  ]);
});

test('a category training has not seen has the last code', async () => {
  const fitted = await fit(table, {}, 'native');
  const row = { age: numbers(1), plan: strings('gold'), paid: numbers(0) };
  expect(rowsOf(fitted, row)).toEqual([[1, 2, 0]]);
});

test('what the project declares holds for these families too', async () => {
  const declared = { age: { impute: 'mean', scale: 'min-max' }, plan: { encode: 'one-hot' } };
  const fitted = await fit(
    { ...table, age: ['number', numbers(30, NaN, 50, 40)] },
    declared,
    'native',
  );
  const [, missing] = rowsOf(fitted, { ...columns, age: numbers(30, NaN, 50, 40) });
  expect(missing?.[0]).toBe(0.5);
  expect(fitted.blocks).toEqual([{ name: 'plan', kind: 'one-hot', start: 1, width: 3 }]);
});

test('codes without NaN are given to families that cannot read it', async () => {
  const fitted = await fit(table, { plan: { encode: 'codes' } });
  const written = rowsOf(fitted, columns).map((row) => row[1]);
  expect(written).toEqual([1, 0, 2, 0]);
});

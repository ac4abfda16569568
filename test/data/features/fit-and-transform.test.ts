import { describe, expect, test } from 'vitest';
import { randomFor } from '../../../src/contracts/seeded-random.js';
import { featureNames } from '../../../src/data/features/fitted-features.js';
import { signatureInputs } from '../../../src/data/features/signature-inputs.js';
import { matrixOf, transformBatch } from '../../../src/data/features/transform.js';
import { numbers, strings } from './column-stats.js';
import { batchOf, fit, rowsOf, valuesOf } from './fitting.js';

const trained = numbers(3.5, -1.25, NaN, 7, 7, 0.1, NaN, 12.75);
const unseen = numbers(NaN, 100, -3);

/** scikit-learn 1.9.1: make_pipeline(SimpleImputer(…), StandardScaler() or MinMaxScaler()), fitted on `trained`. */
const pipelines = [
  {
    impute: 'mean',
    scale: 'standard',
    seen: [
      -0.3307845015891121, -1.4946558960693208, 0, 0.5268049469752523, 0.5268049469752523,
      -1.1638713944802088, 0, 1.9357018981881364,
    ],
    later: [0, 23.31418172311408, -1.923450620351503],
  },
  {
    impute: 'mean',
    scale: 'min-max',
    seen: [
      0.3392857142857143, 0, 0.4357142857142857, 0.5892857142857143, 0.5892857142857143,
      0.09642857142857142, 0.4357142857142857, 1,
    ],
    later: [0.4357142857142857, 7.232142857142857, -0.125],
  },
  {
    impute: 'mean',
    scale: 'none',
    seen: [3.5, -1.25, 4.8500000000000005, 7, 7, 0.1, 4.8500000000000005, 12.75],
    later: [4.8500000000000005, 100, -3],
  },
  {
    impute: 'median',
    scale: 'standard',
    seen: [
      -0.3549675305030575, -1.5177921993923837, 0.0734415580351153, 0.5018506465732882,
      0.5018506465732882, -1.1873051882343648, 0.0734415580351153, 1.909480508912999,
    ],
    later: [0.0734415580351153, 23.268733637459043, -1.9462012879305566],
  },
  {
    impute: 'median',
    scale: 'min-max',
    seen: [
      0.3392857142857143, 0, 0.4642857142857143, 0.5892857142857143, 0.5892857142857143,
      0.09642857142857142, 0.4642857142857143, 1,
    ],
    later: [0.4642857142857143, 7.232142857142857, -0.125],
  },
  {
    impute: 'mode',
    scale: 'standard',
    seen: [
      -0.45090299196544786, -1.5856257532029985, 0.3852085163148527, 0.3852085163148527,
      0.3852085163148527, -1.2631256000091684, 0.3852085163148527, 1.7588202799182036,
    ],
    later: [0.3852085163148527, 22.601885736334268, -2.0036815073431486],
  },
  {
    impute: 'constant',
    scale: 'standard',
    seen: [
      0.18845657123942453, -0.6161894632659837, -1.2514363326123585, 0.7813536492960411,
      0.7813536492960411, -0.3875005903012887, -1.2514363326123585, 1.7553988489604828,
    ],
    later: [-1.2514363326123585, 16.53547600908614, -0.912638002294292],
  },
  {
    impute: 'constant',
    scale: 'min-max',
    seen: [
      0.47887323943661975, 0.2112676056338028, 0, 0.676056338028169, 0.676056338028169,
      0.28732394366197184, 0, 1,
    ],
    later: [0, 5.915492957746479, 0.11267605633802819],
  },
] as const;

test.each(pipelines)('$impute and $scale give what scikit-learn gives', async (pipeline) => {
  const { impute, scale, seen, later } = pipeline;
  const value = impute === 'constant' ? { value: -5 } : {};
  const fitted = await fit({ x: ['number', trained] }, { x: { impute, scale, ...value } });
  expect(valuesOf(fitted, { x: trained })).toEqual(seen.map(Math.fround));
  expect(valuesOf(fitted, { x: unseen })).toEqual(later.map(Math.fround));
});

describe('categories', () => {
  const plan = strings('basic', 'pro', null, 'basic', 'team', 'basic', 'pro');

  test('get a feature each, most frequent first, and one for missing if training has any', async () => {
    const fitted = await fit({ plan: ['category', plan] });
    expect(featureNames(fitted)).toEqual(['plan=basic', 'plan=pro', 'plan=team', 'plan=(missing)']);
    expect(rowsOf(fitted, { plan: strings('pro', null, 'enterprise') })).toEqual([
      [0, 1, 0, 0],
      [0, 0, 0, 1],
      [0, 0, 0, 0],
    ]);
  });

  test('beyond `max_categories` and unknown ones share `(other)`', async () => {
    const fitted = await fit({ plan: ['category', plan] }, { plan: { max_categories: 1 } });
    expect(featureNames(fitted)).toEqual(['plan=basic', 'plan=(missing)', 'plan=(other)']);
    expect(rowsOf(fitted, { plan: strings('team', 'enterprise', 'basic') })).toEqual([
      [0, 0, 1],
      [0, 0, 1],
      [1, 0, 0],
    ]);
  });

  test('are all zeros when rare and the project wants no `other`', async () => {
    const declared = { plan: { max_categories: 1, other: false } };
    const fitted = await fit({ plan: ['category', plan] }, declared);
    expect(rowsOf(fitted, { plan: strings('team', 'basic') })).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  test('that are imputed count as what stands for them', async () => {
    const column = strings('a', 'b', 'b', null, null);
    const fitted = await fit(
      { c: ['category', column] },
      { c: { impute: 'constant', value: 'a', max_categories: 1 } },
    );
    expect(featureNames(fitted)).toEqual(['c=a', 'c=(other)']);
    expect(rowsOf(fitted, { c: strings(null, 'b') })).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  test('that no training row lacks are all zeros when missing later', async () => {
    const fitted = await fit({ c: ['category', strings('a', 'b')] });
    expect(rowsOf(fitted, { c: strings(null) })).toEqual([[0, 0]]);
  });

  test('called `(missing)` or like another feature keep names apart', async () => {
    const column = strings('(missing)', null);
    const fitted = await fit({ c: ['category', column], 'c=(missing)': ['number', numbers(1, 2)] });
    expect(new Set(featureNames(fitted)).size).toBe(3);
  });
});

describe('moments', () => {
  test('become year, month, weekday and hour in UTC, each from 0 to 1', async () => {
    const at = numbers(Date.UTC(2020, 0, 1, 0), Date.UTC(2024, 11, 29, 23, 59), NaN);
    const fitted = await fit({ at: ['timestamp', at] });
    expect(featureNames(fitted)).toEqual(['at.year', 'at.month', 'at.weekday', 'at.hour']);
    expect(rowsOf(fitted, { at })[0]).toEqual([0, 0, Math.fround(2 / 6), 0]);
    expect(rowsOf(fitted, { at })[1]).toEqual([1, 1, 1, 1]);
  });

  test('have the parts that Date says, before 1970 and on leap days too', async () => {
    const random = randomFor(5, 'moments');
    const moments = Array.from({ length: 2000 }, () => Math.floor((random() - 0.3) * 6e12));
    moments.push(Date.UTC(2000, 1, 29), Date.UTC(1900, 1, 28), Date.UTC(1969, 11, 31, 23), 0, -1);
    const first = Math.min(...moments.map((each) => new Date(each).getUTCFullYear()));
    const last = Math.max(...moments.map((each) => new Date(each).getUTCFullYear()));
    const at = numbers(...moments);
    const fitted = await fit({ at: ['timestamp', at] });
    const expected = moments.map((each) => {
      const date = new Date(each);
      const weekday = (date.getUTCDay() + 6) % 7;
      const year = (date.getUTCFullYear() - first) / (last - first);
      return [year, date.getUTCMonth() / 11, weekday / 6, date.getUTCHours() / 23].map(Math.fround);
    });
    expect(rowsOf(fitted, { at })).toEqual(expected);
  });
});

describe('single cases', () => {
  test('a column with one value scales to zero, for other values too', async () => {
    const fitted = await fit(
      { a: ['number', numbers(0.1, 0.1, 0.1)], b: ['number', numbers(5, 5, 5)] },
      { a: { scale: 'standard' }, b: { scale: 'min-max' } },
    );
    expect(rowsOf(fitted, { a: numbers(0.1, 9), b: numbers(5, 9) })).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test('an indicator is the last feature of its column, if training has missing values', async () => {
    const fitted = await fit(
      { a: ['number', numbers(1, NaN, 3)], b: ['number', numbers(1, 2, 3)] },
      { a: { scale: 'none', indicator: true }, b: { scale: 'none', indicator: true } },
    );
    expect(featureNames(fitted)).toEqual(['a', 'a=(missing)', 'b']);
    expect(rowsOf(fitted, { a: numbers(NaN, 7), b: numbers(NaN, 7) })).toEqual([
      [2, 1, 2],
      [7, 0, 7],
    ]);
  });

  test('booleans are 0 and 1, and a missing one is the more frequent', async () => {
    const fitted = await fit({ b: ['boolean', numbers(1, 0, 1, NaN)] });
    expect(valuesOf(fitted, { b: numbers(0, 1, NaN) })).toEqual([0, 1, 1]);
  });

  test('rows are written where they belong in a larger matrix, and nowhere else', async () => {
    const fitted = await fit({ a: ['number', numbers(1, 2)] }, { a: { scale: 'none' } });
    const target = new Float32Array(4).fill(9);
    transformBatch(fitted, batchOf({ a: numbers(5, 6) }), { target, rowOffset: 1 });
    expect([...target]).toEqual([9, 5, 6, 9]);
  });

  test('infinite or immense training values are refused by name', async () => {
    for (const bad of [Infinity, 1e300]) {
      await expect(fit({ a: ['number', numbers(1, bad)] })).rejects.toMatchObject({
        code: 'features/infinite-values',
        message: expect.stringContaining('`a`') as string,
      });
    }
  });

  test('a batch without one of the columns is refused by name', async () => {
    const fitted = await fit({ a: ['number', numbers(1, 2)] });
    expect(() => matrixOf(fitted, batchOf({ b: numbers(1) }))).toThrow('no column `a`');
    expect(() => matrixOf(fitted, batchOf({ a: strings('1') }))).toThrow('`a` holds strings');
  });

  test('a plan with nothing left to learn from says why', async () => {
    await expect(fit({ notes: ['text', strings('x y', 'z')] })).rejects.toMatchObject({
      code: 'features/none',
      hints: [expect.stringContaining('`notes`') as string, expect.anything()],
    });
  });
});

test('the signature says what a request must hold and what training saw', async () => {
  const fitted = await fit(
    {
      age: ['integer', numbers(18, NaN, 70)],
      size: ['number', numbers(1.5, 2, 3)],
      plan: ['category', strings('a', 'b', 'a')],
      paid: ['boolean', numbers(0, 1, 1)],
    },
    { size: { impute: 'none' } },
  );
  expect(signatureInputs(fitted)).toEqual([
    { name: 'age', type: 'integer', required: false, range: [18, 70] },
    { name: 'size', type: 'number', required: true, range: [1.5, 3] },
    { name: 'plan', type: 'category', required: true, values: ['a', 'b'] },
    { name: 'paid', type: 'boolean', required: false },
  ]);
});

test('an order without a category of the training rows is refused, with the one that was meant', async () => {
  const fitted = (...order: string[]) =>
    fit({ sex: ['category', strings('male', 'female', 'male')] }, { sex: { order } });
  await expect(fitted('male', 'femal')).rejects.toMatchObject({
    code: 'features/bad-option',
    message: expect.stringContaining('no place in `order` for `female`') as string,
    hints: ['Is `femal`, which no training row has, meant to be `female`?'],
  });
  await expect(fitted('male')).rejects.toMatchObject({
    hints: ['Add `female` to `order`, or make it missing: `null_values`'],
  });
  await expect(fitted('child', 'female', 'male')).resolves.toBeDefined();
});

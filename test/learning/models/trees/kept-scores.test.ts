import { describe, expect, test } from 'vitest';
import { keptScores } from '../../../../src/learning/models/trees/known-scores.js';
import { fitBoosting, mixedData, mixedRows, predictions } from './boosting.js';

describe.each(['binary', 'multiclass', 'regression'] as const)('validation of %s', (kind) => {
  test.each([
    { name: 'stopped early', trees: 200, learning_rate: 0.5 },
    { name: 'all trees kept', trees: 12 },
    { name: 'no early stopping', trees: 12, early_stopping: null },
  ])('is judged by what learning knew, to the last bit: $name', async ({ name: _, ...params }) => {
    const data = mixedData(kind);
    const validation = withOddValues(kind);
    const result = await fitBoosting({ ...data, validation }, params);
    const copy = { ...validation.x, values: validation.x.values.slice() };
    expect(keptScores(result.model, validation.x)).toBeDefined();
    expect(keptScores(result.model, copy)).toBeUndefined();
    expect(predictions(result, validation.x)).toEqual(predictions(result, copy));
  });
});

test('a model that gets a calibration is still judged by what learning knew', async () => {
  const data = mixedData('binary');
  const { model } = await fitBoosting(data, { trees: 5 });
  const x = data.validation?.x;
  if (x === undefined) throw new Error('no validation rows');
  expect(keptScores({ ...model }, x)).toBe(keptScores(model, x));
});

test('rows that are learnt from again are packed as they were, for these bins and this validation', async () => {
  const data = mixedData('regression');
  const other = mixedRows('regression', 150, 9);
  const anew = ({ train, ...rest }: typeof data) => ({
    ...rest,
    train: { ...train, x: { ...train.x } },
  });
  for (const bins of [255, 255, 16, 255]) {
    for (const some of [data, { ...data, validation: other }, data, data]) {
      const again = await fitBoosting(some, { trees: 5, bins });
      expect(again).toEqual(await fitBoosting(anew(some), { trees: 5, bins }));
    }
  }
});

test('bins are not those of before when a leaf needs other rows, or rows have weights', async () => {
  const data = mixedData('regression');
  const heavy = Float64Array.from(data.train.y, (_, row) => (row % 3 === 0 ? 4 : 0.2));
  const weighted = { ...data, train: { ...data.train, weights: heavy } };
  const copied = ({ train, ...rest }: typeof data) => ({
    ...rest,
    train: { ...train, x: { ...train.x } },
  });
  const fits = [
    { some: data, min_rows: 1 },
    { some: data, min_rows: 20 },
    { some: weighted, min_rows: 20 },
    { some: data, min_rows: 20 },
  ];
  for (const { some, min_rows } of fits) {
    const again = await fitBoosting(some, { trees: 5, min_rows });
    expect(again).toEqual(await fitBoosting(copied(some), { trees: 5, min_rows }));
  }
});

/** Categories that no training row has, and numbers at the ends. */
function withOddValues(kind: 'binary' | 'multiclass' | 'regression') {
  const rows = mixedRows(kind, 200, 2);
  const { values, columns } = rows.x;
  for (const [at, odd] of [Infinity, -Infinity, -0, 1e30, NaN].entries()) {
    values[(2 * at + 1) * columns.length] = odd;
    values[(2 * at + 1) * columns.length + 1] = odd;
  }
  for (const [at, code] of [7, 40, NaN].entries()) values[(3 * at + 2) * columns.length + 2] = code;
  return rows;
}

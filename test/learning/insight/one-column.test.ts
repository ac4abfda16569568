import { expect, test } from 'vitest';
import type { Batch } from '../../../src/contracts/batch.js';
import { rowExplainer } from '../../../src/learning/insight/explain-rows.js';
import type { ExplainedModel } from '../../../src/learning/insight/explained-model.js';

const numbers = (...values: readonly number[]): Batch => ({
  rows: values.length,
  columns: new Map([['a', { kind: 'number', values: Float64Array.from(values) }]]),
});

test('a model of one column is asked about the background once, and about each row', () => {
  const asked: number[] = [];
  const squares: ExplainedModel = {
    model: {
      ...{ family: 'own', inputs: ['a'], config: {}, weights: {} },
      task: { kind: 'regression', target: 'y', classes: [] },
    },
    columns: ['a'],
    columnOf: Int32Array.of(0),
    matrix: ({ rows }) => ({ rows, columns: ['a'], values: new Float32Array(rows) }),
    predict: ({ rows, columns }) => {
      asked.push(rows);
      const values = Float64Array.from(columns.get('a')?.values as Float64Array, (a) => a * a);
      return { rows, width: 1, values };
    },
  };
  const background = numbers(1, 2, 3, 4);
  const explainer = rowExplainer(squares, { background, pairs: 4, seed: 1 });
  const found = explainer.explain(numbers(4, 5), [0, 0]);
  expect(asked).toEqual([4, 1, 1]);
  expect(found.map(({ base, score }) => [base, score])).toEqual([
    [7.5, 16],
    [7.5, 25],
  ]);
  for (const { base, score, contributions } of found) {
    expect(contributions.map(({ column }) => column)).toEqual(['a']);
    expect(contributions[0]?.value).toBeCloseTo(score - base, 9);
  }
});

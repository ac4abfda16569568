import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StageEvent } from '../../../../src/contracts/events.js';
import {
  categoryBlock,
  dataOf,
  fitBoosting,
  matrixOf,
  mixedData,
  mixedRows,
  predictions,
} from './boosting.js';

const kinds = ['binary', 'multiclass', 'regression'] as const;

describe.each(kinds)('gradient boosting for %s', (kind) => {
  test('gives the same bits on any number of threads', async () => {
    const data = mixedData(kind);
    const params = { trees: 8, row_share: 0.7, column_share: 0.8 };
    const [one, two, three] = [
      await fitBoosting(data, { ...params, threads: 1 }),
      await fitBoosting(data, { ...params, threads: 2 }),
      await fitBoosting(data, { ...params, threads: 3 }),
    ];
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });

  test('takes a weight of two as a row that is there twice', async () => {
    const { x, y } = mixedRows(kind, 200, 5);
    const twice = (row: number) => (row % 3 === 0 ? [row, row] : [row]);
    const numbers = Array.from(y.keys()).flatMap(twice);
    const width = x.columns.length;
    const repeated = {
      x: matrixOf(
        numbers.map((row) => [...x.values.subarray(row * width, (row + 1) * width)]),
        x.blocks,
      ),
      y: Float64Array.from(numbers, (row) => y[row] as number),
    };
    const weights = y.map((_, row) => twice(row).length);
    const task = mixedData(kind).task;
    const params = { trees: 10, min_rows: 10 };
    const weighted = await fitBoosting({ task, train: { x, y, weights } }, params);
    const plain = await fitBoosting({ task, train: repeated }, params);
    const fresh = mixedRows(kind, 100, 6).x;
    const expected = predictions(plain, fresh);
    for (const [at, value] of predictions(weighted, fresh).entries()) {
      expect(value).toBeCloseTo(expected[at] as number, 5);
    }
  });

  test('goes back to the trees with the least validation loss', async () => {
    const events: StageEvent[] = [];
    const params = {
      trees: 200,
      learning_rate: 0.5,
      early_stopping: { patience: 10, min_delta: 0 },
    };
    const result = await fitBoosting(mixedData(kind), params, {
      emit: (event) => events.push(event),
    });
    const losses = result.history.map(({ validationLoss = NaN }) => validationLoss);
    expect(result.bestEpoch).toBe(losses.indexOf(Math.min(...losses)) + 1);
    expect(result.epochs).toBe(result.bestEpoch + 10);
    expect(events).toHaveLength(result.epochs);
    const stopped = await fitBoosting(mixedData(kind), { ...params, trees: result.bestEpoch });
    expect(stopped.model.weights).toEqual(result.model.weights);
    expect(stopped.model.config).toEqual(result.model.config);
  });

  test('predicts what it scored the validation rows with', async () => {
    const data = mixedData(kind);
    const result = await fitBoosting(data, { trees: 5 });
    const { x, y } = mixedRows(kind, 200, 2);
    const width = kind === 'regression' ? 1 : data.task.classes.length;
    const values = predictions(result, x);
    const losses = Array.from(y, (target, row) =>
      kind === 'regression'
        ? ((values[row] as number) - target) ** 2 / 2
        : -Math.log(values[row * width + target] as number),
    );
    const mean = losses.reduce((a, b) => a + b) / losses.length;
    expect(mean).toBeCloseTo(result.history.at(-1)?.validationLoss as number, 9);
  });
});

test('only rises with a feature where it is told to, and only falls with another', async () => {
  const { x, y } = mixedRows('regression', 400, 9);
  const params = { trees: 30, min_rows: 5, monotone: { x0: 1, x1: -1 } };
  for (const objective of ['squared', 'absolute'] as const) {
    const result = await fitBoosting(dataOf('regression', { x, y }), { ...params, objective });
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 2, maxLength: 20 }),
        fc.constantFrom(0, 1),
        fc.integer({ min: 0, max: 7 }),
        (values, column, code) => {
          const sorted = [...values].sort((a, b) => a - b);
          const rows = sorted.map((value) =>
            column === 0 ? [value, 0.3, code, 0.5] : [0.3, value, code, 0.5],
          );
          const said = predictions(result, matrixOf(rows, x.blocks));
          const wanted = [...said].sort((a, b) => (column === 0 ? a - b : b - a));
          expect(said).toEqual(wanted);
        },
      ),
    );
  }
});

test('finds the feature that matters, and says so', async () => {
  const { model } = await fitBoosting(mixedData('regression'), { trees: 20 });
  const importance = model.config['importance'] as {
    feature: string;
    gain: number;
    splits: number;
  }[];
  expect(importance[0]?.feature).toMatch(/x0|x2/);
  expect(importance.map(({ gain }) => gain)).toEqual(
    importance.map(({ gain }) => gain).sort((a, b) => b - a),
  );
});

describe('a loss of its own', () => {
  const random = mixedRows('regression', 1500, 3);
  const fresh = mixedRows('regression', 1500, 4);
  const said = async (params: object) =>
    predictions(await fitBoosting(dataOf('regression', random), { trees: 60, ...params }), fresh.x);

  test('quantile: about so many values lie below', async () => {
    const values = await said({ objective: 'quantile', quantile: 0.9 });
    const below = values.filter((value, row) => (fresh.y[row] as number) <= value).length;
    expect(below / values.length).toBeGreaterThan(0.83);
    expect(below / values.length).toBeLessThan(0.95);
  });

  test('absolute and huber: a few absurd values do no harm', async () => {
    const y = random.y.map((value, row) => (row % 50 === 0 ? 1e5 : value));
    for (const objective of ['absolute', 'huber'] as const) {
      const result = await fitBoosting(dataOf('regression', { ...random, y }), {
        trees: 60,
        objective,
      });
      const errors = predictions(result, fresh.x).map((value, row) =>
        Math.abs(value - (fresh.y[row] as number)),
      );
      expect(errors.sort((a, b) => a - b)[750]).toBeLessThan(1);
    }
  });

  test('poisson: counts are never below 0, and refuses what is', async () => {
    const y = random.y.map((value) => Math.round(Math.exp(value / 2)));
    const result = await fitBoosting(dataOf('regression', { ...random, y }), {
      trees: 60,
      objective: 'poisson',
    });
    const values = predictions(result, fresh.x);
    expect(Math.min(...values)).toBeGreaterThan(0);
    const ratio = values.map((value, row) => value / Math.exp((fresh.y[row] as number) / 2));
    expect(ratio.sort((a, b) => a - b)[750]).toBeCloseTo(1, 0);
    await expect(said({ objective: 'poisson' })).rejects.toMatchObject({
      code: 'learning/unsuitable-target',
    });
  });
});

describe('awkward data', () => {
  const classes = ['no', 'yes'];

  test('one row, one column, a constant target, one class, nothing but missing values', async () => {
    const x = matrixOf([[1], [2], [3], [NaN]]);
    const holes = matrixOf([[NaN], [NaN], [NaN], [NaN]]);
    const one = { x: matrixOf([[1]]), y: Float64Array.of(7) };
    expect(predictions(await fitBoosting(dataOf('regression', one)), one.x)).toEqual([7]);
    for (const matrix of [x, holes]) {
      const flat = { x: matrix, y: new Float64Array(4).fill(5) };
      expect(predictions(await fitBoosting(dataOf('regression', flat)), matrix)).toEqual([
        5, 5, 5, 5,
      ]);
      const ones = { x: matrix, y: new Float64Array(4).fill(1) };
      const result = await fitBoosting(dataOf('binary', ones, { classes }));
      expect(predictions(result, matrix)[1]).toBeCloseTo(1, 5);
      const three = await fitBoosting(dataOf('multiclass', ones, { classes: ['a', 'b', 'c'] }));
      expect(predictions(three, matrix)[1]).toBeCloseTo(1, 4);
    }
  });

  test('infinite values are the largest and the smallest', async () => {
    const x = matrixOf(
      Array.from({ length: 80 }, (_, row) => [[-Infinity, 0, 1, Infinity][row % 4] as number]),
    );
    const y = Float64Array.from({ length: 80 }, (_, row) => row % 4);
    const result = await fitBoosting(dataOf('regression', { x, y }), {
      min_rows: 1,
      learning_rate: 1,
    });
    expect(predictions(result, x).slice(0, 4).map(Math.round)).toEqual([0, 1, 2, 3]);
  });

  test('ten thousand categories, and one that was never seen', async () => {
    const codes = Array.from({ length: 30_000 }, (_, row) =>
      row % 3 < 2 ? row % 10 : row % 10_000,
    );
    const x = matrixOf(
      codes.map((code) => [code]),
      [categoryBlock(0, 10_001)],
    );
    const y = Float64Array.from(codes, (code) => (code < 10 ? (code % 2) * 10 : 5));
    const result = await fitBoosting(dataOf('regression', { x, y }), { trees: 40 });
    const asked = matrixOf([[0], [1], [10_000], [NaN], [123_456]], x.blocks);
    const said = predictions(result, asked);
    expect(said[0]).toBeLessThan(1);
    expect(said[1]).toBeGreaterThan(9);
    expect(said.every(Number.isFinite)).toBe(true);
  });

  test('a monotone feature that is not there is refused', async () => {
    const fitting = fitBoosting(mixedData('binary'), { monotone: { x9: 1 } });
    await expect(fitting).rejects.toMatchObject({ code: 'learning/unknown-feature' });
    const category = fitBoosting(mixedData('binary'), { monotone: { x2: 1 } });
    await expect(category).rejects.toMatchObject({ code: 'learning/unknown-feature' });
  });
});

test('stops within a moment when it is aborted, with its threads', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const { x, y } = mixedRows('regression', 40_000, 1);
  const fitting = fitBoosting(
    dataOf('regression', { x, y }),
    { trees: 5000, leaves: 255, threads: 2 },
    { signal: controller.signal, emit: ({ type }) => type === 'epoch' && controller.abort(reason) },
  );
  await expect(fitting).rejects.toBe(reason);
});

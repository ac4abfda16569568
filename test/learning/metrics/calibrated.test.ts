import { expect, test } from 'vitest';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import { bootstrapInterval } from '../../../src/learning/judging/intervals.js';
import { evaluatePredictions } from '../../../src/learning/metrics/evaluation/evaluate-predictions.js';
import { metrics } from '../../../src/learning/metrics/index.js';

const task = { kind: 'regression', target: 'y', classes: [] } as const;

/** Errors with a long tail, of which a few decide the root of their mean square. */
function sample(rows: number, label: string) {
  const random = randomFor(1, label);
  const values = Float64Array.from(
    { length: rows },
    () => 2 * normal(random) * Math.exp(normal(random) / 2),
  );
  const predictions = { rows, width: 1, values: new Float64Array(rows) };
  return { truth: { task, values }, predictions };
}

const request = { seed: 1, label: 'test', level: 0.95, signal: undefined };

test('a calibrated interval is wider where a few large errors decide, and hardly elsewhere', async () => {
  const widthOf = async (name: string, method: 'percentile' | 'calibrated') => {
    let width = 0;
    for (let at = 0; at < 12; at++) {
      const { truth, predictions } = sample(200, `width/${at}`);
      const scorer = metrics.get(name).scorer(truth, predictions, {});
      const [low, high] = (await bootstrapInterval(scorer, truth, { ...request, method })) ?? [
        0, 0,
      ];
      width += high - low;
    }
    return width;
  };
  const ratioOf = async (name: string) =>
    (await widthOf(name, 'calibrated')) / (await widthOf(name, 'percentile'));
  // bench/interval-coverage.mjs measures how often they hold the true value.
  const [rmse, mae] = [await ratioOf('rmse'), await ratioOf('mae')];
  expect(rmse).toBeGreaterThan(1.03);
  expect(rmse).toBeLessThan(1.5);
  expect(mae).toBeLessThan(rmse - 0.03);
});

test('a calibrated interval is hardly wider than a plain one where nothing has to be corrected', async () => {
  const widths: number[] = [];
  for (let at = 0; at < 8; at++) {
    const random = randomFor(2, `even/${at}`);
    const values = Float64Array.from({ length: 100 }, () => normal(random));
    const truth = { task, values };
    const mean = (weights?: Float64Array) => {
      let sum = 0;
      for (let row = 0; row < 100; row++) sum += (weights?.[row] ?? 1) * (values[row] ?? 0);
      return { value: sum / 100 };
    };
    const widthOf = async (method: 'percentile' | 'calibrated') => {
      const [low, high] = (await bootstrapInterval(mean, truth, { ...request, method })) ?? [0, 0];
      return high - low;
    };
    widths.push((await widthOf('calibrated')) / (await widthOf('percentile')));
  }
  const mean = widths.reduce((sum, each) => sum + each, 0) / widths.length;
  // Of a mean of 100 rows: Student's t against the normal distribution, and n − 1 for n.
  expect(mean).toBeGreaterThan(1);
  expect(mean).toBeLessThan(1.05);
});

test('rows that always score the same have an interval of no width', async () => {
  const truth = { task, values: new Float64Array(40) };
  const same = () => ({ value: 3 });
  expect(await bootstrapInterval(same, truth, { ...request, method: 'calibrated' })).toEqual([
    3, 3,
  ]);
});

test('an interval does not reach beyond what resamples give: shares stay shares', async () => {
  const truth = { task, values: Float64Array.from({ length: 60 }, (_, row) => (row < 2 ? 0 : 1)) };
  const right = (weights?: Float64Array) => {
    let sum = 0;
    for (let row = 0; row < 60; row++) sum += (weights?.[row] ?? 1) * (truth.values[row] ?? 0);
    return { value: sum / 60 };
  };
  const [low, high] = (await bootstrapInterval(right, truth, {
    ...request,
    method: 'calibrated',
  })) ?? [0, 0];
  // 58 of 60 right: Clopper and Pearson give 0.885 to 0.996.
  expect(low).toBeGreaterThan(0.8);
  expect(low).toBeLessThan(0.92);
  expect(high).toBeGreaterThan(0.985);
  expect(high).toBeLessThanOrEqual(1);
});

test('a score that most resamples lack has no interval', async () => {
  const truth = { task, values: new Float64Array(40) };
  const rare = (weights?: Float64Array) =>
    weights !== undefined && (weights[0] ?? 0) < 3
      ? ({ value: null, reason: 'too few' } as const)
      : { value: 1 };
  expect(await bootstrapInterval(rare, truth, { ...request, method: 'calibrated' })).toBeNull();
});

test('an evaluation calibrates the intervals of few rows, and not of many', async () => {
  const intervalOf = async (rows: number, bootstrap?: number) => {
    const { truth, predictions } = sample(rows, 'evaluation');
    const options = { seed: 1, ...(bootstrap !== undefined && { bootstrap }) };
    const { metrics: measured } = await evaluatePredictions(truth, predictions, options);
    return measured['rmse']?.interval;
  };
  expect(await intervalOf(50)).not.toEqual(await intervalOf(50, 200));
  expect(await intervalOf(1001)).toEqual(await intervalOf(1001, 200));
});

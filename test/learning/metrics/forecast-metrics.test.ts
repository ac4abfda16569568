import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scaleOf } from '../../../src/learning/forecasting/scales.js';
import { metrics } from '../../../src/learning/metrics/index.js';
import { scoreOf, type Truth } from '../../../src/learning/metrics/metric.js';

interface Reference {
  readonly season: number;
  readonly horizon: number;
  readonly train: readonly (readonly number[])[];
  readonly truth: readonly number[];
  readonly said: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly scores: Readonly<Record<string, number>>;
}

/** Written by bench/forecast-metrics-reference.py. */
const reference = JSON.parse(
  readFileSync(new URL('fixtures/utilsforecast.json', import.meta.url), 'utf8'),
) as Reference;

const scales = reference.train.map((values) =>
  scaleOf({ values: Float64Array.from(values) }, reference.season),
);
const truth: Truth = {
  task: { kind: 'forecast', target: 'y', classes: [] },
  values: Float64Array.from(reference.truth),
  forecasts: { horizon: reference.horizon, of: Int32Array.of(0, 1), scales },
};
const predictions = {
  rows: reference.truth.length,
  width: 1,
  values: Float64Array.from(reference.said),
  low: Float64Array.from(reference.low),
  high: Float64Array.from(reference.high),
};

it.each(Object.entries(reference.scores))('%s is what utilsforecast says', (name, expected) => {
  expect(scoreOf(metrics.get(name), { truth, predictions }).value).toBeCloseTo(expected, 12);
});

it('passes over series that never change in training, and has no value without any other', () => {
  const still = { mae: 0, rmse: 0, sd: 0 };
  const of = Int32Array.of(0, 1);
  const { horizon } = reference;
  const scored = (units: readonly (typeof still)[], name: string) =>
    scoreOf(metrics.get(name), {
      truth: { ...truth, forecasts: { horizon, of, scales: units } },
      predictions,
    });
  for (const name of ['mase', 'rmsse', 'standard_mse']) {
    expect(scored([still, { mae: 1, rmse: 1, sd: 1 }], name).value).toBeGreaterThan(0);
    expect(scored([still, still], name)).toMatchObject({ value: null });
  }
});

it('does not count values of weight 0, which stand for filled gaps', () => {
  const weights = truth.values.map((_, at) => (at === 1 ? 0 : 1));
  const wild = {
    ...predictions,
    values: predictions.values.map((value, at) => (at === 1 ? 1e6 : value)),
  };
  for (const name of ['mase', 'rmsse', 'smape', 'rmse', 'coverage']) {
    const plain = scoreOf(metrics.get(name), { truth: { ...truth, weights }, predictions }).value;
    expect(
      scoreOf(metrics.get(name), { truth: { ...truth, weights }, predictions: wild }).value,
    ).toBe(plain);
  }
});

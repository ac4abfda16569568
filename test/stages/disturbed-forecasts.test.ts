import { expect, it } from 'vitest';
import type { ForecastShape, Series } from '../../src/contracts/forecast.js';
import type { Task } from '../../src/contracts/task.js';
import { rollingOrigins, truthsOf } from '../../src/learning/forecasting/origins.js';
import { scaleOf } from '../../src/learning/forecasting/scales.js';
import { disturbedForecasts } from '../../src/stages/judging/disturbed-forecasts.js';

const horizon = 3;
const season = 4;
const before = 20;
const forecast: ForecastShape = {
  ...{ time: 'day', series: 'shop', targets: ['sold', 'kept'], horizon, season, interval: 0.8 },
  ...{ step: { unit: 'number', every: 1, anchor: 0 }, gaps: 'fail' },
};
const task: Task = { kind: 'forecast', target: 'sold', classes: [], forecast };

const series: readonly Series[] = [
  { name: 'a', target: 'sold', start: 0, values: valuesOf((at) => 10 + (at % 4) * 3 + at / 10) },
  { name: 'a', target: 'kept', start: 0, values: valuesOf((at) => (at % 4) - 2) },
];

function valuesOf(of: (at: number) => number): Float64Array {
  return Float64Array.from({ length: 30 }, (_, at) => of(at));
}

const { panel } = rollingOrigins(series, { from: before, to: 29, horizon });
const values = truthsOf(panel, horizon);
const scales = series.map((each) => scaleOf({ values: each.values.slice(0, before) }, season));
const model = {
  family: 'seasonal-naive',
  task,
  inputs: [],
  config: { drift: 'none' },
  weights: {},
};
const world = {
  model,
  asked: { rows: panel.of.length, columns: [], values: new Float32Array(0), panel },
  truth: { task, values, forecasts: { horizon, of: panel.of, scales } },
  seed: 7,
};

/** What the value of one season before says of the series as they are. */
const calm = disturbedForecasts({ shift: { sold: 0 } }, world).disturbed[0];

it('a level that moved a season before is known to what looks one season back, and only that target moves', () => {
  const { how, disturbed } = disturbedForecasts({ shift: { sold: 2 } }, world);
  expect(how).toBe('the level moved: sold +2 sd');
  const [{ predictions, truth } = raise()] = disturbed;
  const step = 2 * (scales[0]?.sd ?? 0);
  expect(step).toBeGreaterThan(1);
  for (const [at, value] of values.entries()) {
    const isSold = panel.of[Math.floor(at / horizon)] === 0;
    const moved = isSold ? step : 0;
    expect(truth?.values[at]).toBeCloseTo(value + moved, 10);
    expect(predictions.values[at]).toBeCloseTo((calm?.predictions.values[at] ?? 0) + moved, 10);
  }
});

it('a number moves the level of each target in turn, up and down', () => {
  const { disturbed } = disturbedForecasts({ shift: 0.5 }, world);
  expect(disturbed.map(({ title }) => title)).toEqual([
    'sold +0.5 sd',
    'sold −0.5 sd',
    'kept +0.5 sd',
    'kept −0.5 sd',
  ]);
});

it('noise is in what is known and not in what comes true, and the same for the same seed', () => {
  const [one = raise()] = disturbedForecasts({ noise: 0.3 }, world).disturbed;
  const [again] = disturbedForecasts({ noise: 0.3 }, world).disturbed;
  const [other] = disturbedForecasts({ noise: 0.3 }, { ...world, seed: 8 }).disturbed;
  expect(one.truth).toBeUndefined();
  expect(one.predictions.values).toEqual(again?.predictions.values);
  expect(one.predictions.values).not.toEqual(other?.predictions.values);
  const errors = one.predictions.values.map(
    (value, at) => value - (calm?.predictions.values[at] ?? 0),
  );
  expect(errors.every((error) => error !== 0)).toBe(true);
  expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.3 * (scales[0]?.sd ?? 0) * 4);
});

it('what was always above 0 stays there, and what was not may go anywhere', () => {
  const [down = raise()] = disturbedForecasts({ shift: { sold: -50, kept: -50 } }, world).disturbed;
  const least = (place: number): number =>
    Math.min(
      ...down.predictions.values.filter((_, at) => panel.of[Math.floor(at / horizon)] === place),
    );
  expect(least(0)).toBeCloseTo(1, 10);
  expect(least(1)).toBeLessThan(-10);
});

it('missing values are filled with the one before when `gaps` says that there are none', () => {
  const { how, disturbed } = disturbedForecasts({ missing: 1 }, world);
  expect(how).toBe('100 % of the known values missing');
  const [{ predictions } = raise()] = disturbed;
  const first = (at: number): number =>
    series[panel.of[Math.floor(at / horizon)] ?? 0]?.values[0] ?? 0;
  expect([...predictions.values]).toEqual([...values.keys()].map(first));
});

function raise(): never {
  throw new Error('nothing was disturbed');
}

import { beforeAll, describe, expect, test } from 'vitest';
import type { ForecastIntervals, Series } from '../../../src/contracts/forecast.js';
import type { SavedModel } from '../../../src/contracts/model.js';
import type { FormatSource } from '../../../src/delivery/formats/format.js';
import { keyOf } from '../../../src/learning/forecasting/build-panel.js';
import { withHistory } from '../../../src/learning/forecasting/history.js';
import { endsOf } from '../../../src/learning/forecasting/origins.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import { predictorOf } from '../../../src/learning/models/predict.js';
import type { Feed } from '../../../src/stages/formats/graphs/feed.js';
import {
  forecastFeeds,
  forecastInputs,
} from '../../../src/stages/formats/graphs/forecasts/forecast-feeds.js';
import {
  forecastCannot,
  writeForecast,
} from '../../../src/stages/formats/graphs/forecasts/index.js';
import { graphCannot } from '../../../src/stages/formats/graphs/graph-source.js';
import { type Asked, nativeTensorflow, runOnnx, runTensorflow } from '../../helpers/graph-runs.js';
import { contextFor, dataFor, defaultsOf, weeklySeries } from '../../learning/models/fixtures.js';

interface Case {
  readonly title: string;
  readonly family: string;
  readonly params?: object;
  readonly season?: number;
  /** How the two series are told apart. */
  readonly by?: 'series' | 'target' | 'none';
}

const cases: readonly Case[] = [
  { title: 'seasonal-naive', family: 'seasonal-naive' },
  {
    title: 'window-linear, weights for each series',
    family: 'window-linear',
    params: { share: 'series', window: 14 },
  },
  {
    title: 'window-linear, the same weights',
    family: 'window-linear',
    params: { share: 'all', from_last: 'yes' },
  },
  {
    title: 'window-linear of logarithms',
    family: 'window-linear',
    params: { log: 'yes', from_last: 'no' },
  },
  { title: 'lag-boosting', family: 'lag-boosting', params: { trees: 20 } },
  {
    title: 'lag-boosting of two targets',
    family: 'lag-boosting',
    params: { trees: 10 },
    by: 'target',
  },
  {
    title: 'lag-boosting of one series without a season',
    family: 'lag-boosting',
    params: { trees: 10 },
    season: 1,
    by: 'none',
  },
  { title: 'gru', family: 'gru', params: { epochs: 2, units: 6 } },
];

/** What each model knows of the series, and what has come since, which it is asked to go on from. */
const [known, since] = [150, 20];

function seriesOf(length: number, by: Case['by'] = 'series'): readonly Series[] {
  const all = weeklySeries(length);
  if (by === 'none') return all.slice(0, 1).map((each) => ({ ...each, name: null }));
  if (by === 'series') return all;
  return all.map((each, at) => ({ ...each, name: null, target: `y${at}` }));
}

async function fitted({ family, params, season = 7, by }: Case): Promise<SavedModel> {
  const { train, task } = dataFor('forecast', 0);
  const series = seriesOf(known, by);
  const { forecast } = task;
  if (forecast === undefined) throw new Error('the fixture is a forecast');
  const shape = { ...forecast, season, targets: [...new Set(series.map(({ target }) => target))] };
  const own = modelFamilies.get(family);
  const { model } = await own.fit(
    {
      task: { ...task, forecast: shape },
      train: { ...train, x: { ...train.x, rows: series.length, panel: endsOf(series) } },
    },
    { ...defaultsOf(own.params), ...params },
    contextFor(),
  );
  const intervals: ForecastIntervals = {
    ...{ level: 0.8, widths: [0.5, 1, 1.5, 2] },
    scales: Object.fromEntries(series.map((each, at) => [keyOf(each), 3 + at])),
  };
  return withHistory({ ...model, intervals }, series);
}

interface Built {
  readonly asked: Asked;
  readonly expected: { readonly answers: readonly number[]; readonly high: readonly number[] };
}

async function build(each: Case): Promise<Built> {
  const model = await fitted(each);
  const series = seriesOf(known + since, each.by);
  const { values, high = [] } = predictorOf(model)({
    ...{ rows: series.length, columns: [], values: new Float32Array(0), panel: endsOf(series) },
  });
  return {
    asked: {
      write: (graph) => {
        writeForecast(graph, model);
      },
      feeds: forecastFeeds(model, series),
    },
    expected: { answers: Array.from(values), high: Array.from(high) },
  };
}

function near(said: readonly number[] | undefined, expected: readonly number[]): void {
  expect(said).toHaveLength(expected.length);
  const far = expected.map((value, at) => Math.abs(value - (said?.[at] ?? NaN)));
  expect(Math.max(...far)).toBeLessThan(1e-9);
}

const native = nativeTensorflow();

describe('forecasts go on from the last values of series', () => {
  const built = new Map<string, Built>();
  let inTensorflow: readonly (readonly number[])[] = [];

  beforeAll(async () => {
    for (const each of cases) built.set(each.title, await build(each));
    const asked = [...built.values()].map((each) => each.asked);
    if (native !== undefined) inTensorflow = await runTensorflow(native, asked);
  }, 240_000);

  test.each(cases)('$title answers in ONNX as it does here', async ({ title }) => {
    const { asked, expected } = built.get(title) as Built;
    near(await runOnnx(asked), expected.answers);
    near(await runOnnx(asked, 17, 'high'), expected.high);
  });

  test.skipIf(native === undefined).each(cases)(
    '$title answers in TensorFlow as it does here (needs `mlx doctor --fix`)',
    ({ title }) => {
      near(
        inTensorflow[[...built.keys()].indexOf(title)],
        built.get(title)?.expected.answers ?? [],
      );
    },
  );

  test('a series that the package does not know gets no number where weights are its own', async () => {
    const { asked, expected } = built.get('window-linear, weights for each series') as Built;
    const feeds = asked.feeds.map(
      (feed): Feed => (feed.name === 'series' ? { ...feed, data: ['s0', 'new'] } : feed),
    );
    const said = await runOnnx({ ...asked, feeds });
    near(said.slice(0, 4), expected.answers.slice(0, 4));
    expect(said.slice(4)).toEqual([NaN, NaN, NaN, NaN]);
  });
});

test('`inputs.json` says how long a window is, which series there are and what the calendar is to tell', async () => {
  const model = await fitted({ title: '', family: 'lag-boosting', params: { trees: 2 } });
  expect(forecastInputs(model)).toMatchObject({
    reads: 'series',
    inputs: [
      { name: 'values', shape: ['rows', 21], every: '86400000 milliseconds' },
      { name: 'series', known: ['s0', 's1'] },
      {
        name: 'calendar',
        shape: ['rows', 16],
        is: expect.stringContaining('place in season, weekday, day of month, month') as unknown,
        // 1970-01-01 and 249 days; the first step ahead is Tuesday the 8th of September.
        example: {
          after: '1970-09-07',
          calendar: expect.arrayContaining([250 % 7, 2, 8, 8]) as unknown,
        },
      },
    ],
    answers: { value: 'y', stepsAhead: 4, interval: 0.8 },
  });
});

describe('what no graph can say of a forecast is refused', () => {
  const source = (model: SavedModel) => ({ model }) as unknown as FormatSource;

  test.each([
    [
      'exponential-smoothing',
      {},
      'reads the last values of a series, and `exponential-smoothing` all of them',
    ],
    ['seasonal-naive', { drift: 'linear' }, '`drift` the growth of them all'],
  ])('%s', async (family, params, words) => {
    expect(graphCannot(source(await fitted({ title: '', family, params })))).toContain(words);
  });

  test('a history that is shorter than what is read', async () => {
    const model = await fitted({ title: '', family: 'gru', params: { epochs: 1, units: 2 } });
    const short = withHistory(model, seriesOf(20));
    expect(forecastCannot(model)).toBeUndefined();
    expect(forecastCannot(short)).toBe('reads the last 21 values of a series, and `s0` has 20');
  });
});

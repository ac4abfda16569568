import { describe, expect, it } from 'vitest';
import type { Series } from '../../../src/contracts/forecast.js';
import { rollingOrigins } from '../../../src/learning/forecasting/origins.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import { predictorOf } from '../../../src/learning/models/predict.js';
import {
  contextFor,
  dataFor,
  defaultsOf,
  forecastShape,
  weeklySeries,
} from '../models/fixtures.js';

const families = [...modelFamilies].filter(
  ({ tasks, composes }) => tasks.includes('forecast') && composes !== true,
);

/** The same series with everything from a time on turned into something absurd. */
function spoilt(series: readonly Series[], known: number): readonly Series[] {
  return series.map((each) => ({
    ...each,
    values: each.values.map((value, at) => (at < known ? value : 1e9 * (at + 1))),
  }));
}

describe.each(families)('$name', (family) => {
  const fitted = family.fit(dataFor('forecast'), defaultsOf(family.params), contextFor());

  it.each([151, 160, 175])('says the same whatever comes after the %ith value', async (known) => {
    const { model } = await fitted;
    const series = weeklySeries(190);
    const ask = (some: readonly Series[]) => {
      const panel = { series: some, of: Int32Array.of(0, 1), known: Int32Array.of(known, known) };
      return predictorOf(model)({ rows: 2, columns: [], values: new Float32Array(0), panel });
    };
    expect(ask(spoilt(series, known))).toEqual(ask(series));
  });

  it('says the same of one origin as of all in a row, forwards and backwards', async () => {
    const { model } = await fitted;
    const series = weeklySeries(190);
    const { panel } = rollingOrigins(series, {
      from: 250,
      to: 280,
      horizon: forecastShape.horizon,
    });
    const ask = (some: typeof panel) =>
      predictorOf(model)({
        rows: some.of.length,
        columns: [],
        values: new Float32Array(0),
        panel: some,
      });
    const all = ask(panel);
    const backwards = ask({ ...panel, of: panel.of.toReversed(), known: panel.known.toReversed() });
    const rows = Array.from({ length: all.rows }, (_, row) =>
      all.values.slice(row * all.width, (row + 1) * all.width),
    );
    expect(backwards.values).toEqual(
      Float64Array.from(rows.toReversed().flatMap((row) => [...row])),
    );
  });
});

it('what is known ahead is read up to the end of the horizon, and not beyond', async () => {
  const family = modelFamilies.get('lag-boosting');
  const data = dataFor('forecast');
  const sale = (each: Series, length: number): Series => ({
    ...each,
    values: each.values.map((value, at) => value + (at % 5 === 0 ? 50 : 0)),
    ahead: [Float64Array.from({ length }, (_, at) => (at % 5 === 0 ? 1 : 0))],
  });
  const knownAhead = [{ name: 'sale', type: 'number' as const }];
  const panelOf = (rows: typeof data.train) => {
    const { panel } = rows.x;
    if (panel === undefined) throw new Error('a forecast has a panel');
    const series = panel.series.map((each) => sale(each, each.values.length));
    return { ...rows, x: { ...rows.x, panel: { ...panel, series } } };
  };
  const task = { ...data.task, forecast: { ...forecastShape, knownAhead } };
  const fitted = await family.fit(
    { task, train: panelOf(data.train) },
    defaultsOf(family.params),
    contextFor(),
  );
  const [known, horizon] = [160, forecastShape.horizon];
  const ask = (change: (value: number, at: number) => number) => {
    const series = weeklySeries(known).map((each) => {
      const { ahead = [], ...own } = sale(each, known + 3 * horizon);
      return { ...own, ahead: ahead.map((column) => column.map(change)) };
    });
    const panel = { series, of: Int32Array.of(0, 1), known: Int32Array.of(known, known) };
    return predictorOf(fitted.model)({
      ...{ rows: 2, columns: [], values: new Float32Array(0), panel },
    }).values;
  };
  const said = ask((value) => value);
  expect(ask((value, at) => (at < known + horizon ? value : 1e9))).toEqual(said);
  // Step 1 is a day of sale (160 is divisible by 5): without the sale it is told of far less is said.
  const unsold = ask((value, at) => (at === known ? 0 : value));
  expect((said[0] ?? 0) - (unsold[0] ?? 0)).toBeGreaterThan(25);
  expect(unsold.slice(1, horizon)).toEqual(said.slice(1, horizon));
});

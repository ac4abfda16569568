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

const families = [...modelFamilies].filter(({ tasks }) => tasks.includes('forecast'));

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

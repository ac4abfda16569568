import { describe, expect, it } from 'vitest';
import type { Series } from '../../../src/contracts/forecast.js';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import { MlxError } from '../../../src/errors/index.js';
import { endsOf, rollingOrigins, truthsOf } from '../../../src/learning/forecasting/origins.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import { predictorOf } from '../../../src/learning/models/predict.js';
import { contextFor, defaultsOf, forecastShape } from '../models/fixtures.js';

const random = randomFor(3, 'bad series');

/** How values come, by place, and how many there are to learn from. */
const cases: Readonly<Record<string, readonly [length: number, value: (at: number) => number]>> = {
  'a constant': [80, () => 7],
  'nothing but zeros': [80, () => 0],
  'negative values': [80, (at) => -50 + normal(random) + (at % 7)],
  'zeros between counts': [80, (at) => (at % 3 === 0 ? at % 5 : 0)],
  'very large numbers': [80, (at) => 1e30 * (1 + (at % 7)) * (1 + 0.01 * normal(random))],
  'very small numbers': [80, (at) => 1e-30 * (1 + (at % 7)) * (1 + 0.01 * normal(random))],
  'a jump at the end': [80, (at) => (at > 75 ? 1e6 : 10) + normal(random)],
  'less than two seasons': [12, (at) => at + normal(random)],
  'one more than the horizon': [5, (at) => at + normal(random)],
  'exponential growth': [80, (at) => 1.2 ** at],
};

const families = [...modelFamilies].filter(
  ({ tasks, composes }) => tasks.includes('forecast') && composes !== true,
);

describe.each(families)('$name', (family) => {
  it.each(Object.entries(cases))('answers or explains: %s', async (_, [length, value]) => {
    const { horizon } = forecastShape;
    const values = Float64Array.from({ length: length + 12 }, (__, at) => value(at));
    const series = (end: number): readonly Series[] => [
      { name: null, target: 'y', start: 0, values: values.subarray(0, end) },
    ];
    const rowsOf = (panel: ReturnType<typeof endsOf>) => ({
      rows: panel.of.length,
      ...{ columns: [], values: new Float32Array(0), panel },
    });
    const held = rollingOrigins(series(length + 12), {
      from: length,
      to: length + 11,
      horizon,
    }).panel;
    const data = {
      task: { kind: 'forecast' as const, target: 'y', classes: [], forecast: forecastShape },
      train: { x: rowsOf(endsOf(series(length))), y: new Float64Array(0) },
      validation: { x: rowsOf(held), y: truthsOf(held, horizon) },
    };
    try {
      const { model } = await family.fit(data, defaultsOf(family.params), contextFor());
      const { values: said } = predictorOf(model)(rowsOf(held));
      expect(said).toHaveLength(held.of.length * horizon);
      expect(said.filter((each) => !Number.isFinite(each))).toHaveLength(0);
    } catch (error) {
      if (!(error instanceof MlxError)) throw error;
      expect(error.code).toMatch(/^(forecast|learning)\//);
      expect(error.hints.length).toBeGreaterThan(0);
    }
  });
});

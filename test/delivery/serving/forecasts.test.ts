import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { publishedSignature } from '../../../src/delivery/package-folder.js';
import { ModelHolder, type ServedModel } from '../../../src/delivery/serving/model-holder.js';
import { withHistory } from '../../../src/learning/forecasting/history.js';
import { endsOf } from '../../../src/learning/forecasting/origins.js';
import { timeText } from '../../../src/learning/forecasting/time-step.js';
import { shapeOf } from '../../../src/learning/models/forecasts/forecast-data.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import { forecastPredictor } from '../../../src/stages/forecast/forecast-predictor.js';
import { contextFor, dataFor, defaultsOf, weeklySeries } from '../../learning/models/fixtures.js';
import { serversForTests } from '../fixtures/running-server.js';

const serve = serversForTests();
const known = 100;

/** A row of a day after the last that the model knows. */
type RowOf = (ahead: number, series: string | null, value?: number | null) => object;

async function forecast(): Promise<{ readonly models: ModelHolder; readonly row: RowOf }> {
  const { train, task: plain } = dataFor('forecast', 0);
  const task = { ...plain, forecast: { ...shapeOf(plain), time: 'day', series: 'shop' } };
  const series = weeklySeries(known);
  const family = modelFamilies.get('seasonal-naive');
  const { model } = await family.fit(
    { task, train: { ...train, x: { ...train.x, rows: series.length, panel: endsOf(series) } } },
    defaultsOf(family.params),
    contextFor(),
  );
  const predictor = forecastPredictor('1', withHistory(model, series));
  const { step } = shapeOf(task);
  const row: RowOf = (ahead, shop, y = 5) => ({
    ...{ day: timeText(step, (series[0]?.start ?? 0) + known + ahead), shop, y },
  });
  const published = publishedSignature(predictor.signature, {
    row: row(0, 's0') as never,
    expected: { time: '', forecast: 0 },
  });
  const facts = { name: 'sales', family: 'seasonal-naive', metrics: {}, published };
  const served: ServedModel = { predictor, facts };
  return { models: new ModelHolder(served), row };
}

describe('a forecast that is served', () => {
  test('goes on from what it knows, and from rows that are sent', async () => {
    const { models, row } = await forecast();
    const { post } = await serve({ models });
    const all = (await (await post([])).json()) as { predictions: object[] };
    expect(all.predictions).toHaveLength(8);
    const one = (await (await post(row(0, 's1'))).json()) as { predictions: object[] };
    expect(one.predictions).toHaveLength(4);
    expect(one.predictions[0]).toMatchObject({ series: 's1', time: timeOf(row(1, 's1')) });
  });

  test('refuses rows that do not go together, and they are no failure of the model', async () => {
    const { models, row } = await forecast();
    const { post } = await serve({
      models,
      fallback: { to: 'none', failures: 1, pauseMs: 60_000 },
    });
    const cases: readonly (readonly [object, string, string?])[] = [
      [[row(0, 's0'), row(0, 's0')], 'several values at one time of `s0`'],
      [row(3, 's0'), 'missing between values'],
      [{ ...row(0, 's0'), day: '1960-01-01' }, 'before the history'],
      [{ ...row(0, 's0'), day: '9999-01-01' }, '9999-01-01 is more than 10,000 steps of 1 day'],
      [row(0, 's9', null), 'does not know a series `s9`', 'Did you mean `s0`?'],
      [row(0, null), 'does not say which series'],
      [{ ...row(0, 's0'), day: null }, 'have no `day`'],
    ];
    for (const [body, words, hint] of cases) {
      const response = await post(body);
      const said = (await response.json()) as { error: string; hint?: string };
      expect([response.status, said.error]).toEqual([422, expect.stringContaining(words)]);
      if (hint !== undefined) expect(said.hint).toBe(hint);
    }
    // The circuit, which one failure would have opened, is closed.
    expect((await post([])).status).toBe(200);
  });

  test('never fails by what rows say', async () => {
    const { models } = await forecast();
    const { post } = await serve({ models });
    const days = ['1970-07-20', '1970-07-21', '1970-07-22', '1970-07-20T05:00Z', '1969-01-01'];
    const row = fc.record(
      {
        day: fc.constantFrom(...days, '+275760-09-13', '0001-01-01', '', null),
        shop: fc.constantFrom('s0', 's1', 's9', '', null),
        y: fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(null, 1e308, -1e308, '7')),
      },
      { requiredKeys: ['day'] },
    );
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 5 }), async (rows) => {
        const { status } = await post(rows);
        seen.add(status);
        return status < 500;
      }),
      { numRuns: 400, seed: 1 },
    );
    expect([...seen].toSorted((a, b) => a - b)).toEqual([200, 422]);
  }, 60_000);

  test('is neither streamed nor explained, and its document does not say so', async () => {
    const { models, row } = await forecast();
    const { url, post } = await serve({ models, explain: () => Promise.resolve([]) });
    const stream = await post(`${JSON.stringify(row(0, 's0'))}\n`, 'application/x-ndjson');
    expect([stream.status, await stream.json()]).toMatchObject([
      415,
      { hint: expect.stringContaining('as a list') as string },
    ]);
    const explained = await fetch(`${url}/explain`, { method: 'POST', body: '[]' });
    expect(explained.status).toBe(404);
    const document = await (await fetch(`${url}/openapi.json`)).text();
    expect(document).not.toContain('x-ndjson');
    expect(document).not.toContain('/explain');
  });

  test('has series and times in other protocols too', async () => {
    const { models, row } = await forecast();
    const { url } = await serve({ models });
    const inputs = Object.entries(row(0, 's1')).map(([name, value]) => ({
      ...{ name, datatype: 'BYTES', shape: [1], data: [value as unknown] },
    }));
    const infer = await fetch(`${url}/v2/models/sales/infer`, {
      ...{ method: 'POST', body: JSON.stringify({ inputs }) },
    });
    expect(await infer.json()).toMatchObject({
      outputs: [
        { name: 'series', datatype: 'BYTES', data: ['s1', 's1', 's1', 's1'] },
        { name: 'time', datatype: 'BYTES' },
        { name: 'forecast', datatype: 'FP64', shape: [4] },
      ],
    });
    const metadata = await (await fetch(`${url}/v1/models/sales/metadata`)).text();
    for (const name of ['series', 'time', 'forecast', 'low', 'high']) {
      expect(metadata).toContain(`"${name}":{"dtype"`);
    }
  });
});

const timeOf = (row: object): string => (row as { day: string }).day;

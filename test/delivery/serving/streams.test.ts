import { expect, test } from 'vitest';
import { ModelHolder, type ServedModel } from '../../../src/delivery/serving/model-holder.js';
import { serversForTests } from '../fixtures/running-server.js';
import { loadToy, toyPackage } from '../fixtures/toy-model.js';

const serve = serversForTests();

async function toy(weight: number): Promise<ServedModel> {
  return loadToy(await toyPackage(weight));
}

test('lines of a stream are answered by what the server falls back on, and say so', async () => {
  const good = await toy(-0.05);
  let tries = 0;
  const failing = async (weight: number): Promise<ServedModel> => {
    const model = await toy(weight);
    const predict = (): never => {
      tries += 1;
      throw new Error('no such weights');
    };
    return { ...model, predictor: { ...model.predictor, predict } };
  };
  const limits = { failures: 3, pauseMs: 60_000 };
  const rows = Array.from({ length: 600 }, (_, at) => JSON.stringify({ tenure: at }));
  const linesOf = async (url: string) => {
    const response = await fetch(`${url}/predict`, {
      ...{ method: 'POST', body: rows.join('\n') },
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const lines = (await response.text()).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  const models = new ModelHolder(good);
  models.swap(await failing(-0.5));
  const previous = await serve({ models, fallback: { to: 'previous', ...limits } });
  const told = await linesOf(previous.url);
  expect(told).toHaveLength(600);
  const alone = await (await serve({ models: new ModelHolder(good) })).post({ tenure: 599 });
  const { predictions } = (await alone.json()) as { predictions: object[] };
  expect(told[599]).toEqual({ ...predictions[0], version: good.predictor.version });
  expect((await linesOf(previous.url))[0]).toMatchObject({ version: good.predictor.version });
  expect(tries).toBe(3);
  expect(await (await fetch(`${previous.url}/metrics`)).text()).toContain('mlx_circuits_open 1');

  const answer = { label: 'no' };
  const rule = await serve({
    models: new ModelHolder(await failing(-0.4)),
    fallback: { to: 'rule', answer, ...limits },
  });
  expect(new Set((await linesOf(rule.url)).map((line) => JSON.stringify(line)))).toEqual(
    new Set([JSON.stringify({ ...answer, version: 'rule' })]),
  );

  tries = 0;
  const none = await serve({
    models: new ModelHolder(await failing(-0.3)),
    fallback: { to: 'none', ...limits },
  });
  const errors = await linesOf(none.url);
  expect(errors[0]).toEqual({ line: 1, error: 'The server could not answer; its log says why' });
  expect(errors[599]).toEqual({
    line: 600,
    error: expect.stringContaining('left alone') as string,
  });
  expect(tries).toBe(3);
});

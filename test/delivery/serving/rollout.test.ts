import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AnswerCache } from '../../../src/delivery/serving/answer-cache.js';
import { Batcher } from '../../../src/delivery/serving/batcher.js';
import { CircuitBreaker } from '../../../src/delivery/serving/circuit-breaker.js';
import { ModelHolder, type ServedModel } from '../../../src/delivery/serving/model-holder.js';
import { PredictionLog } from '../../../src/delivery/serving/prediction-log.js';
import { RotatedFile } from '../../../src/delivery/serving/rotated-file.js';
import { serversForTests } from '../fixtures/running-server.js';
import { loadToy, newFolder, toBatch, toyPackage } from '../fixtures/toy-model.js';

const serve = serversForTests();

async function toy(weight: number): Promise<ServedModel> {
  return loadToy(await toyPackage(weight));
}

function broken(model: ServedModel): ServedModel {
  const predict = (): never => {
    throw new Error('no such weights');
  };
  return { ...model, predictor: { ...model.predictor, predict } };
}

describe('several versions', () => {
  test('share the keys, and a key always gets the same one', async () => {
    const [one, two] = [await toy(-0.05), await toy(-0.5)];
    const { url } = await serve({
      models: new ModelHolder(one),
      beside: { split: { models: new ModelHolder(two), share: 0.3, by: 'customer' } },
    });
    const version = async (customer: string) => {
      const body = JSON.stringify({ tenure: 1, customer });
      const response = await fetch(`${url}/predict`, { method: 'POST', body });
      return response.headers.get('x-mlx-version');
    };
    const keys = Array.from({ length: 150 }, (_, at) => `c${at}`);
    const first = await Promise.all(keys.map(version));
    const share = first.filter((each) => each === two.predictor.version).length / keys.length;
    expect(share).toBeGreaterThan(0.18);
    expect(share).toBeLessThan(0.42);
    expect(await Promise.all(keys.map(version))).toEqual(first);
  });

  test('in the shadow are asked, compared and never heard', async () => {
    const models = new ModelHolder(await toy(-0.05));
    const shadow = new ModelHolder(await toy(0.5));
    const { url, post } = await serve({ models, beside: { shadow } });
    const answer = await post([{ tenure: 0 }, { tenure: 60 }]);
    expect(answer.headers.get('x-mlx-version')).toBe(models.current?.predictor.version);
    await expect
      .poll(async () => (await fetch(`${url}/metrics`)).text())
      .toMatch(/shadow_rows_total\{version="\w+",result="differs"\} 1/);
    shadow.swap(broken(await toy(0.6)));
    expect((await post({ tenure: 1 })).status).toBe(200);
    await expect
      .poll(async () => (await fetch(`${url}/metrics`)).text())
      .toMatch(/result="failed"\} 1/);
  });

  test('fall back on the one before, or on a rule, and then leave the model alone', async () => {
    const good = await toy(-0.05);
    const models = new ModelHolder(good);
    let tries = 0;
    const bad = broken(await toy(-0.5));
    models.swap({
      ...bad,
      predictor: {
        ...bad.predictor,
        predict: (batch) => {
          tries += 1;
          return bad.predictor.predict(batch);
        },
      },
    });
    const limits = { failures: 2, pauseMs: 60_000 };
    const { post } = await serve({ models, fallback: { to: 'previous', ...limits } });
    for (let count = 0; count < 5; count++) {
      const response = await post({ tenure: 1 });
      expect([response.status, response.headers.get('x-mlx-version')]).toEqual([
        200,
        good.predictor.version,
      ]);
    }
    expect(tries).toBe(2);

    const answer = { label: 'no' };
    const rule = await serve({
      models: new ModelHolder(broken(good)),
      fallback: { to: 'rule', answer, ...limits },
    });
    expect(await (await rule.post([{ tenure: 1 }, { tenure: 2 }])).json()).toEqual({
      ...{ version: 'rule', predictions: [answer, answer] },
    });
    const none = await serve({
      models: new ModelHolder(broken(good)),
      fallback: { to: 'none', ...limits },
    });
    const statuses = [];
    for (let count = 0; count < 3; count++) statuses.push((await none.post({ tenure: 1 })).status);
    expect(statuses).toEqual([500, 500, 503]);
    const open = async (url: string) => (await fetch(`${url}/metrics`)).text();
    expect(await open(none.url)).toContain('mlx_circuits_open 1\n');
    expect(await open((await serve()).url)).toContain('mlx_circuits_open 0\n');
  });

  test('a circuit is tried once after its pause', async () => {
    let now = 0;
    const breaker = new CircuitBreaker({ failures: 1, pauseMs: 100 }, () => now);
    const fails = () => Promise.reject(new Error('no'));
    const otherwise = () => Promise.resolve('other');
    const works = () => Promise.resolve('own');
    expect(await breaker.run(fails, otherwise)).toBe('other');
    expect(await breaker.run(works, otherwise)).toBe('other');
    now = 101;
    expect(breaker.state).toBe('half-open');
    expect(await breaker.run(works, otherwise)).toBe('own');
    expect(breaker.state).toBe('closed');
  });
});

describe('requests that come together', () => {
  test('are one batch, and each gets its own answers', async () => {
    const model = await toy(-0.05);
    const sizes: number[] = [];
    const predict: typeof model.predictor.predict = (batch) => {
      sizes.push(batch.rows);
      return model.predictor.predict(batch);
    };
    const counted = { ...model, predictor: { ...model.predictor, predict } };
    const batchOf = (tenure: number) => {
      const read = toBatch([{ tenure }], model.predictor.signature);
      if ('problems' in read) throw new Error('the row is right');
      return read;
    };
    const batcher = new Batcher({ rows: 4, waitMs: 0 });
    const together = await Promise.all(
      [1, 2, 3, 4, 5].map((at) => batcher.predict(counted, batchOf(at))),
    );
    expect(sizes).toEqual([4, 1]);
    const alone = new Batcher({ rows: 1, waitMs: 0 });
    for (const [at, answers] of together.entries()) {
      expect(answers).toEqual(await alone.predict(model, batchOf(at + 1)));
    }
  });

  test('that are alike are answered from memory, until another version answers', async () => {
    const cache = new AnswerCache<number>(2);
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);

    const models = new ModelHolder(await toy(-0.05));
    const { url, post } = await serve({ models, cache: 10 });
    const first: unknown = await (await post({ tenure: 3 })).json();
    expect(await (await post({ tenure: 3 })).json()).toEqual(first);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain(
      'cache_lookups_total{result="hit"} 1',
    );
    models.swap(await toy(-0.5));
    expect(await (await post({ tenure: 3 })).json()).not.toEqual(first);
  });
});

describe('the prediction log', () => {
  test('holds rows, answers and late labels, with private columns as keyed hashes', async () => {
    const folder = join(await newFolder(), 'served');
    const file = new RotatedFile({ folder, fileBytes: 1e6, files: 3, failed: () => undefined });
    const settings = { sample: 1, private: ['notes'], hashKey: 'k' };
    const predictions = new PredictionLog(settings, file);
    const { url, post } = await serve({ predictions });
    const answer = await post([
      { tenure: 1, notes: 'Ana' },
      { tenure: 2, notes: 'Ana' },
    ]);
    const request = answer.headers.get('x-request-id') ?? '';
    const learn = (body: object) =>
      fetch(`${url}/feedback`, { method: 'POST', body: JSON.stringify(body) });
    expect((await learn({ request, row: 1, label: 'yes' })).status).toBe(202);
    const wrong = await learn({ request, label: 'yess' });
    expect([wrong.status, await wrong.json()]).toMatchObject([
      422,
      { problems: [{ field: 'label', nearest: 'yes' }] },
    ]);
    await predictions.close();
    const [name = ''] = await readdir(folder);
    const text = await readFile(join(folder, name), 'utf8');
    expect(text).not.toContain('Ana');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      {
        kind: 'prediction',
        request,
        row: 0,
        input: { tenure: 1, notes: expect.stringMatching(/^hmac:[0-9a-f]{24}$/) as string },
      },
      { kind: 'prediction', request, row: 1, prediction: { label: 'yes' } },
      { kind: 'feedback', request, row: 1, label: 'yes' },
    ]);
    const hashes = lines.slice(0, 2).map(({ input }) => (input as { notes: string }).notes);
    expect(hashes[0]).toBe(hashes[1]);
  });

  test('begins new files, and keeps the newest', async () => {
    const folder = join(await newFolder(), 'served');
    const file = new RotatedFile({ folder, fileBytes: 10, files: 2, failed: () => undefined });
    for (let count = 0; count < 5; count++) {
      file.write(`{"count":${count},"words":"enough for a file"}\n`);
      await file.flush();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await file.close();
    const names = (await readdir(folder)).toSorted();
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    expect(texts.map((text) => (JSON.parse(text) as { count: number }).count)).toEqual([3, 4]);
  });
});

import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { AccessEntry } from '../../src/delivery/serving/access.js';
import { ModelHolder } from '../../src/delivery/serving/model-holder.js';
import { serversForTests } from './fixtures/running-server.js';
import { loadToy, toyPackage } from './fixtures/toy-model.js';

const serve = serversForTests();

describe('the other routes', () => {
  test('say whether the server lives and is ready', async () => {
    const models = new ModelHolder();
    const { url, post } = await serve({ models, instance: 'abc' });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const before = await fetch(`${url}/readyz`);
    expect([before.status, await before.json()]).toEqual([503, { ready: false, instance: 'abc' }]);
    expect((await post({ tenure: 1 })).status).toBe(503);
    expect((await fetch(`${url}/signature`)).status).toBe(503);
    expect((await fetch(url)).status).toBe(503);

    const model = await loadToy(await toyPackage(-0.05));
    models.swap(model);
    const after = await fetch(`${url}/readyz`);
    const { version } = model.predictor;
    expect([after.status, await after.json()]).toEqual([
      200,
      { ready: true, version, instance: 'abc' },
    ]);
  });

  test('publish the signature with an example that works', async () => {
    const { url, post } = await serve();
    const signature = (await (await fetch(`${url}/signature`)).json()) as {
      example: { input: object; output: object };
      input: { required: string[] };
    };
    expect(signature.input.required).toEqual(['tenure']);
    const answer = (await (await post(signature.example.input)).json()) as {
      predictions: object[];
    };
    expect(answer.predictions[0]).toEqual(signature.example.output);
  });

  test('are listed by a 404', async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/predicts?x=1`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: 'There is no GET /predicts here',
      routes: { 'POST /predict': expect.any(String) as string },
    });
  });

  test('log what they answered, but not that they were probed', async () => {
    const entries: AccessEntry[] = [];
    const { url, post, models } = await serve({
      log: { answered: (entry) => void entries.push(entry), all: true },
    });
    await post([{ tenure: 1 }, { tenure: 2 }]);
    await fetch(`${url}/healthz`);
    await fetch(`${url}/signature?probe=1`, { headers: { 'x-request-id': 'mine' } });
    await expect.poll(() => entries.length).toBe(2);
    const version = models.current?.predictor.version;
    const milliseconds = expect.any(Number) as number;
    const someId = expect.any(String) as string;
    expect(entries).toEqual([
      {
        request: someId,
        method: 'POST',
        path: '/predict',
        status: 200,
        milliseconds,
        rows: 2,
        version,
      },
      { request: 'mine', method: 'GET', path: '/signature', status: 200, milliseconds, version },
    ]);
  });
});

describe('a server', () => {
  test('swaps its model under load without losing a request', async () => {
    const { models, post } = await serve();
    const other = await loadToy(await toyPackage(-0.5));
    const first = models.current;
    const end = Date.now() + 600;
    const seen = new Map<string, number>();
    const client = async (): Promise<void> => {
      while (Date.now() < end) {
        const response = await post({ tenure: 10 });
        const { version } = (await response.json()) as { version: string };
        expect(response.status).toBe(200);
        expect(response.headers.get('x-mlx-version')).toBe(version);
        seen.set(version, (seen.get(version) ?? 0) + 1);
      }
    };
    const swaps = setInterval(() => {
      const next = models.current === first ? other : first;
      if (next !== undefined) models.swap(next);
    }, 20);
    await Promise.all(Array.from({ length: 8 }, client));
    clearInterval(swaps);
    expect([...seen.keys()].toSorted()).toEqual(
      [first?.predictor.version, other.predictor.version].toSorted(),
    );
  });

  test('finishes what is under way when it closes, and takes nothing new', async () => {
    const server = await serve();
    const half = request(`${server.url}/predict`, { method: 'POST' });
    half.write('{"tenu');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closing = server.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow('fetch failed');

    half.end('re": 3}');
    const [response] = (await once(half, 'response')) as [{ statusCode: number; headers: object }];
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({ connection: 'close' });
    await closing;
    await server.closed;
  });

  test('cuts off a request that does not end in time', async () => {
    const server = await serve({ limits: { drainSeconds: 0.2 } });
    const half = request(`${server.url}/predict`, { method: 'POST' });
    const cut = once(half, 'error');
    half.write('{"tenu');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.close();
    expect((await cut)[0]).toMatchObject({ code: 'ECONNRESET' });
  });

  test('closes quickly while clients keep their connections open', async () => {
    const server = await serve();
    await fetch(`${server.url}/healthz`);
    const before = performance.now();
    await server.close();
    expect(performance.now() - before).toBeLessThan(1000);
  });

  test('closes when its signal aborts', async () => {
    const end = new AbortController();
    const server = await serve({ signal: end.signal });
    end.abort();
    await server.closed;
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    await expect(serve({ signal: end.signal })).rejects.toThrow('aborted');
  });

  test('names the port that is taken and the setting', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(serve({ port })).rejects.toMatchObject({
      code: 'serve/port-busy',
      message: `Port ${port} of 127.0.0.1 is taken by another program`,
      hints: [
        expect.stringContaining('`deploy.port`'),
        expect.stringContaining('stop the program'),
      ],
    });
    other.close();
    await expect(serve({ host: '203.0.113.7' })).rejects.toMatchObject({ code: 'serve/address' });
  });
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ModelHolder } from '../../../src/delivery/serving/model-holder.js';
import { serversForTests } from '../fixtures/running-server.js';
import { loadToy, toyPackage } from '../fixtures/toy-model.js';

const serve = serversForTests();

/** What a server says to bytes that are sent as they are, until it closes the connection. */
async function sayRaw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let said = '';
  socket.setEncoding('utf8').on('data', (part: string) => (said += part));
  socket.on('error', () => undefined).write(text);
  await once(socket, 'close');
  return said;
}

describe('a server under strain', () => {
  test('cuts off a client that sends its body too slowly, and goes on', async () => {
    const { url, post } = await serve({ limits: { receiveSeconds: 0.3 } });
    const slow = 'POST /predict HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"te';
    expect(await sayRaw(url, slow)).toMatch(/^HTTP\/1.1 408 [\s\S]*took too long to arrive/);
    expect((await post({ tenure: 1 })).status).toBe(200);
  });

  test('cuts off headers that never end, and words that are no HTTP', async () => {
    const { url, post } = await serve({ limits: { receiveSeconds: 0.3 } });
    expect(await sayRaw(url, 'POST /predict HTTP/1.1\r\nhost: x\r\nx-a: ')).toMatch(
      /^HTTP\/1.1 408 /,
    );
    expect(await sayRaw(url, 'hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [\s\S]*no HTTP request/);
    const long = `GET / HTTP/1.1\r\nhost: x\r\nx-a: ${'a'.repeat(20_000)}\r\n\r\n`;
    expect(await sayRaw(url, long)).toMatch(/^HTTP\/1.1 431 /);
    expect((await post({ tenure: 1 })).status).toBe(200);
  });

  test('tells whom it has no room for to come back, but always says how it is', async () => {
    const model = await loadToy(await toyPackage(-0.05));
    let go: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => (go = resolve));
    const models = new ModelHolder({
      ...model,
      predictor: {
        ...model.predictor,
        prepare: async (batch) => {
          await wait;
          return { batch };
        },
      },
    });
    const { url, post } = await serve({ models, limits: { concurrent: 2 } });
    const first = [post({ tenure: 1 }), post({ tenure: 2 })];
    await expect.poll(async () => (await post({ tenure: 3 })).status, { interval: 50 }).toBe(429);
    const refused = await post({ tenure: 3 });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    go();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await post({ tenure: 3 })).status).toBe(200);
  });

  test('gives up on an answer that takes too long', async () => {
    const model = await loadToy(await toyPackage(-0.05));
    const prepare = () => new Promise<never>(() => undefined);
    const models = new ModelHolder({ ...model, predictor: { ...model.predictor, prepare } });
    const { post } = await serve({ models, limits: { answerSeconds: 0.2 } });
    const response = await post({ tenure: 1 });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  });

  test('gives every answer an id and headers that keep browsers in check', async () => {
    const { url } = await serve();
    const { headers } = await fetch(`${url}/predict`, { method: 'POST', body: 'nonsense' });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    const given = await fetch(url, { headers: { 'x-request-id': 'abc-1' } });
    expect(given.headers.get('x-request-id')).toBe('abc-1');
    const odd = await fetch(url, { headers: { 'x-request-id': 'a b"c' } });
    expect(odd.headers.get('x-request-id')).not.toBe('a b"c');
  });
});

import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { rateDesk, SharedRate } from '../../../src/cli/serving/shared-rate.js';
import { sha256 } from '../../../src/delivery/serving/authentication.js';
import { TokenBuckets } from '../../../src/delivery/serving/rate-limit.js';
import { tokenReader } from '../../../src/delivery/serving/tokens.js';
import { makeCertificate, mutualTls } from '../fixtures/certificates.js';
import { serversForTests } from '../fixtures/running-server.js';
import { newFolder } from '../fixtures/toy-model.js';

const serve = serversForTests();
const keys = new Map([
  [sha256('good'), { name: 'shop', roles: ['predict'] }],
  [sha256('boss'), { name: 'boss', roles: ['admin'] }],
]);

describe('keys and tokens', () => {
  test('open the routes of their roles, and probes are open to all', async () => {
    const { url } = await serve({ credentials: { keys } });
    const status = async (path: string, key?: string, method = 'GET') => {
      const headers: Record<string, string> = key === undefined ? {} : { 'x-api-key': key };
      const body = method === 'POST' ? { body: '{"tenure":1}' } : {};
      return (await fetch(url + path, { method, headers, ...body })).status;
    };
    expect(await status('/healthz')).toBe(200);
    expect(await status('/readyz')).toBe(200);
    expect(await status('/predict', undefined, 'POST')).toBe(401);
    expect(await status('/predict', 'bad', 'POST')).toBe(401);
    expect(await status('/predict', 'good', 'POST')).toBe(200);
    expect(await status('/metrics', 'good')).toBe(403);
    expect(await status('/metrics', 'boss')).toBe(200);
    expect(await status('/v2/models/churn/infer', undefined, 'POST')).toBe(401);
    expect(await status('/nowhere')).toBe(401);
    expect(await status('/openapi.json')).toBe(401);
  });

  test('of a token: signature, time, issuer and algorithm are held to', async () => {
    const secret = 'a secret of at least thirty-two letters';
    const key = new TextEncoder().encode(secret);
    const settings = { secret, algorithm: 'HS256', issuer: 'us', roles: 'roles' };
    const { url } = await serve({
      credentials: { keys, tokens: await tokenReader(settings) },
    });
    const ask = async (token: string) => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${url}/predict`, { method: 'POST', headers, body: '{"tenure":1}' }))
        .status;
    };
    const token = (claims: object, issuer = 'us', by = key) =>
      new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).setIssuer(issuer).sign(by);
    const now = Math.floor(Date.now() / 1000);
    expect(await ask(await token({ roles: ['predict'], exp: now + 60 }))).toBe(200);
    expect(await ask(await token({ roles: 'metrics', exp: now + 60 }))).toBe(403);
    expect(await ask(await token({ roles: ['predict'], exp: now - 60 }))).toBe(401);
    expect(await ask(await token({ roles: ['predict'] }, 'them'))).toBe(401);
    const other = new TextEncoder().encode('b'.repeat(40));
    expect(await ask(await token({ roles: ['predict'] }, 'us', other))).toBe(401);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    expect(await ask(`${part({ alg: 'none' })}.${part({ roles: ['admin'], iss: 'us' })}.`)).toBe(
      401,
    );
  });

  test('a rate is held per key, and says when to come back', async () => {
    const { url } = await serve({ credentials: { keys }, rate: { perMinute: 1, burst: 2 } });
    const ask = (key: string) => fetch(`${url}/signature`, { headers: { 'x-api-key': key } });
    expect((await ask('good')).status).toBe(200);
    expect((await ask('good')).status).toBe(200);
    const third = await ask('good');
    expect(third.status).toBe(429);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(30);
    expect((await ask('boss')).status).toBe(200);
  });

  test('workers ask for all that came at once in one message, and not about whom to refuse', async () => {
    const desk = rateDesk({ perMinute: 1, burst: 2 });
    const messages: string[][] = [];
    const worker = () => {
      const shared: SharedRate = new SharedRate((asked) => {
        messages.push([...asked.callers]);
        setImmediate(() => shared.told(desk(asked)));
      });
      return shared;
    };
    const [one, two] = [worker(), worker()];
    expect(await Promise.all([one.take('a'), one.take('b')])).toEqual([0, 0]);
    expect(messages).toEqual([['a', 'b']]);
    expect(await two.take('a')).toBe(0);
    expect(await two.take('a')).toBeGreaterThan(30);
    expect(two.take('a')).toBeGreaterThan(30);
    expect(messages).toHaveLength(3);
    expect(await one.take('a')).toBeGreaterThan(30);
  });

  test('a bucket fills evenly', () => {
    const buckets = new TokenBuckets({ perMinute: 60, burst: 1 });
    expect(buckets.take('a', 0)).toBe(0);
    expect(buckets.take('a', 250)).toBeCloseTo(0.75);
    expect(buckets.take('a', 1000)).toBe(0);
  });
});

describe('origins', () => {
  test('are let in only when they are named', async () => {
    const origin = 'https://shop.example';
    const closed = await serve();
    const first = await fetch(`${closed.url}/signature`, { headers: { origin } });
    expect(first.headers.get('access-control-allow-origin')).toBeNull();
    const { url } = await serve({ cors: [origin], credentials: { keys } });
    const preflight = await fetch(`${url}/predict`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    const other = await fetch(`${url}/healthz`, { headers: { origin: 'https://evil.example' } });
    expect(other.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
  });
});

describe('TLS', () => {
  test('serves HTTPS, and refuses clients that its authority did not sign', async () => {
    const folder = await newFolder();
    const file = (name: string) => join(folder, name);
    for (const name of ['server', 'client', 'stranger']) makeCertificate(folder, name);
    const tls = await mutualTls(folder);
    const { url } = await serve({ tls });
    expect(url).toMatch(/^https:/);
    const ask = async (who?: string): Promise<number | string> => {
      const own =
        who === undefined
          ? {}
          : { cert: await readFile(file(`${who}.pem`)), key: await readFile(file(`${who}.key`)) };
      return new Promise((resolve) => {
        const asked = request(
          `${url}/healthz`,
          { ca: tls.cert, agent: false, ...own },
          (response) => {
            response.resume();
            resolve(
              response.headers['strict-transport-security'] === undefined
                ? 0
                : (response.statusCode ?? 0),
            );
          },
        );
        asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error')).end();
      });
    };
    expect(await ask('client')).toBe(200);
    expect(await ask('stranger')).not.toBe(200);
    expect(await ask()).not.toBe(200);
  });
});

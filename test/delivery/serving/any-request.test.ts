import { Agent, request } from 'node:http';
import { env } from 'node:process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serversForTests } from '../fixtures/running-server.js';

const serve = serversForTests();
/** `MLX_ANY_REQUESTS=10000` for the long run. */
const runs = Number(env['MLX_ANY_REQUESTS'] ?? 1000);

const value = fc.oneof(fc.jsonValue(), fc.double(), fc.string(), fc.constant('__proto__'));
const field = fc.constantFrom(
  'tenure',
  'plan',
  'contracts',
  'paperless',
  'signup',
  'notes',
  'tenur',
  'rows',
  '__proto__',
  '',
);
const row = fc.dictionary(field, value);
const feedback = fc.record({ request: value, row: value, label: value }, { requiredKeys: [] });
const tensor = fc.record(
  { name: fc.oneof(field, value), data: value, shape: value },
  { requiredKeys: [] },
);
const json = fc.oneof(
  ...[row, fc.array(row, { maxLength: 5 }), fc.record({ rows: value }), fc.jsonValue(), feedback],
  fc.record({ instances: fc.oneof(fc.array(row), value) }),
  fc.record({
    inputs: fc.oneof(
      fc.dictionary(field, fc.oneof(fc.array(value), value)),
      fc.array(tensor),
      value,
    ),
  }),
);
const body = fc.oneof(
  { arbitrary: json.map((each) => JSON.stringify(each)), weight: 6 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 200 }), weight: 1 },
  { arbitrary: json.map((each) => JSON.stringify(each).slice(0, -1)), weight: 1 },
  {
    arbitrary: fc.array(json).map((lines) => lines.map((each) => JSON.stringify(each)).join('\n')),
    weight: 1,
  },
);
const asked = fc.record({
  method: fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'),
  path: fc.oneof(
    fc.constantFrom(
      ...[
        '/predict',
        '/predict',
        '/explain',
        '/feedback',
        '/signature',
        '/openapi.json',
        '/readyz',
        '/',
        '/metrics',
      ],
      ...[
        '/v1/models/churn:predict',
        '/v1/models/churn',
        '/v2/models/churn/infer',
        '/v2',
        '/v2/models/x/infer',
      ],
    ),
    fc.webPath(),
  ),
  type: fc.constantFrom(
    'application/json',
    'application/x-ndjson',
    'text/plain',
    'application/x-www-form-urlencoded',
    'a/b; charset="',
    '',
  ),
  body,
});

test('no request is answered with a failure of the server', async () => {
  const { url } = await serve({
    explain: (_model, { rows }) => Promise.resolve(Array.from({ length: rows }, () => ({}))),
  });
  const agent = new Agent({ keepAlive: true });
  const ask = ({
    method,
    path,
    type,
    body: text,
  }: typeof asked extends fc.Arbitrary<infer Asked> ? Asked : never) =>
    new Promise<number>((resolve, reject) => {
      const sent = method === 'GET' || method === 'HEAD' ? '' : text;
      const headers = {
        ...(type !== '' && { 'content-type': type }),
        'content-length': Buffer.byteLength(sent),
      };
      const going = request(url + path, { method, agent, headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      });
      going.on('error', reject).end(sent);
    });
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(asked, async (each) => {
      const status = await ask(each);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      return status >= 200 && status < 500;
    }),
    { numRuns: runs, seed: 42 },
  );
  agent.destroy();
  expect(statuses.get(200)).toBeGreaterThan(runs / 200);
  expect(statuses.get(422)).toBeGreaterThan(runs / 200);
}, 300_000);

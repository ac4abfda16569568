import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { PredictionLog } from '../../../src/delivery/serving/prediction-log.js';
import { RotatedFile } from '../../../src/delivery/serving/rotated-file.js';
import { serversForTests } from '../fixtures/running-server.js';
import { newFolder } from '../fixtures/toy-model.js';

const serve = serversForTests();

interface Example {
  readonly example: unknown;
}

async function said(response: Response): Promise<unknown> {
  return response.json();
}

describe('other protocols', () => {
  test('TensorFlow Serving: rows, columns, status and refusals', async () => {
    const { url, post, models } = await serve();
    const own = (await said(await post([{ tenure: 12 }, { tenure: 60 }]))) as {
      predictions: { label: string; probabilities: { no: number; yes: number } }[];
    };
    const expected = own.predictions.map(({ label, probabilities: { no, yes } }) => ({
      ...{ label, probabilities: [no, yes] },
    }));
    const ask = (body: object, path = 'churn:predict') =>
      fetch(`${url}/v1/models/${path}`, { method: 'POST', body: JSON.stringify(body) });
    const instances = [{ tenure: 12 }, { tenure: 60 }];
    expect(await said(await ask({ instances }))).toEqual({ predictions: expected });
    expect(await said(await ask({ inputs: { tenure: [12, 60] } }))).toEqual({
      outputs: {
        label: expected.map(({ label }) => label),
        probabilities: expected.map(({ probabilities }) => probabilities),
      },
    });
    const version = models.current?.predictor.version ?? '';
    expect((await ask({ instances }, `churn/versions/${version}:predict`)).status).toBe(200);
    expect((await ask({ instances }, 'churn/versions/7:predict')).status).toBe(404);
    expect((await ask({ instances: [{ tenure: 'x' }] })).status).toBe(422);
    expect((await ask({ rows: [] })).status).toBe(400);
    expect((await ask({ inputs: { tenure: [1, 2], plan: ['basic'] } })).status).toBe(400);
    const unknown = await ask({ instances }, 'chrun:predict');
    expect([unknown.status, await said(unknown)]).toMatchObject([
      404,
      { hint: expect.stringMatching(/Did you mean it/) as string },
    ]);
    expect(await said(await fetch(`${url}/v1/models/churn`))).toMatchObject({
      model_version_status: [{ version, state: 'AVAILABLE' }],
    });
    expect((await fetch(`${url}/v1/models/churn/metadata`)).status).toBe(200);
  });

  test('KServe v2: metadata, health and tensors', async () => {
    const { url } = await serve();
    const metadata = (await said(await fetch(`${url}/v2/models/churn`))) as { inputs: object[] };
    expect(metadata.inputs[0]).toEqual({ name: 'tenure', datatype: 'FP64', shape: [-1] });
    expect((await fetch(`${url}/v2/health/ready`)).status).toBe(200);
    const ask = (body: object) =>
      fetch(`${url}/v2/models/churn/infer`, { method: 'POST', body: JSON.stringify(body) });
    const inputs = [
      { name: 'tenure', datatype: 'FP64', shape: [2, 1], data: [[12], [60]] },
      { name: 'plan', datatype: 'BYTES', shape: [2], data: ['basic', null] },
    ];
    const answer = await said(await ask({ id: 'seven', inputs }));
    expect(answer).toMatchObject({
      ...{ model_name: 'churn', id: 'seven' },
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: [2] },
        { name: 'probabilities', datatype: 'FP64', shape: [2, 2] },
      ],
    });
    expect((await ask({ inputs: [] })).status).toBe(400);
    expect((await ask({ inputs: [{ name: 'tenure' }] })).status).toBe(400);
    const tensor = { name: 'tenure', data: [1] };
    expect((await ask({ inputs: [{ ...tensor, datatype: 64 }] })).status).toBe(400);
    expect((await ask({ inputs: [{ ...tensor, shape: ['one'] }] })).status).toBe(400);
    expect((await ask({ id: 7, inputs: [tensor] })).status).toBe(400);
  });

  test('JSON lines: one answer a line, in order, and a broken line breaks only itself', async () => {
    const { url, post } = await serve({ limits: { bytes: 2000 } });
    const rows = Array.from({ length: 600 }, (_, tenure) => JSON.stringify({ tenure }));
    rows[7] = '{"tenure": ';
    rows[300] = '{"tenure": "long"}';
    rows[301] = `{"tenure": 1, "notes": "${'x'.repeat(3000)}"}`;
    const response = await fetch(`${url}/predict`, {
      ...{ method: 'POST', body: rows.join('\n') },
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toHaveLength(600);
    expect(lines[7]).toEqual({ line: 8, error: 'The line is not JSON' });
    expect(lines[300]).toMatchObject({ line: 301, problems: [{ field: 'tenure' }] });
    expect(lines[301]).toMatchObject({
      line: 302,
      error: expect.stringMatching(/longer/) as string,
    });
    const one = (await said(await post({ tenure: 599 }))) as { predictions: object[] };
    expect(lines[599]).toEqual(one.predictions[0]);
  });

  test('OpenAPI: the document is valid and names every route it describes', async () => {
    const { url } = await serve();
    const document = (await said(await fetch(`${url}/openapi.json`))) as {
      paths: Record<string, object>;
    };
    const result = await new Validator().validate(structuredClone(document));
    expect(result).toMatchObject({ valid: true });
    const notSetUp: Record<string, string> = {
      '/explain': 'This server does not explain its answers',
      '/feedback': 'This server keeps no feedback',
    };
    for (const [path, verbs] of Object.entries(document.paths)) {
      const method = 'post' in verbs ? 'POST' : 'GET';
      const response = await fetch(url + path, {
        method,
        ...(method === 'POST' && { body: '{}' }),
      });
      // This server neither explains nor keeps feedback: those routes are there, and say so.
      const { error } =
        response.status === 404 ? ((await said(response)) as { error?: string }) : {};
      expect([path, error]).toEqual([path, notSetUp[path]]);
    }
  });

  test('OpenAPI: every body has an example, and the server takes it', async () => {
    const explain = () => Promise.resolve([]);
    const file = new RotatedFile({
      ...{ folder: join(await newFolder(), 'served'), fileBytes: 1e6, files: 2 },
      failed: () => undefined,
    });
    const predictions = new PredictionLog({ sample: 1, private: [], hashKey: 'k' }, file);
    const { url } = await serve({ explain, predictions });
    const { paths } = (await said(await fetch(`${url}/openapi.json`))) as {
      paths: Record<string, { post?: { requestBody: { content: Record<string, Example> } } }>;
    };
    const asked: string[] = [];
    for (const [path, { post }] of Object.entries(paths)) {
      for (const [type, { example }] of Object.entries(post?.requestBody.content ?? {})) {
        const body = typeof example === 'string' ? example : JSON.stringify(example);
        const headers = { 'content-type': type };
        const response = await fetch(url + path, { method: 'POST', headers, body });
        expect([path, type, response.ok], await response.text()).toEqual([path, type, true]);
        asked.push(path);
      }
    }
    expect(asked).toHaveLength(6);
  });

  test('OpenAPI: the bodies it describes are those that are taken', async () => {
    const { url } = await serve();
    const { components } = (await said(await fetch(`${url}/openapi.json`))) as {
      components: { schemas: Record<string, object> };
    };
    const ajv = new Ajv({ strict: false });
    const takes = (name: string, body: unknown): boolean =>
      ajv.compile({ components, $ref: `#/components/schemas/${name}` })(body);
    const label = { request: 'a', row: 0, label: 'yes' };
    expect(takes('Feedback', label)).toBe(true);
    expect(takes('Feedback', { ...label, label: 'perhaps' })).toBe(false);
    expect(takes('Feedback', { ...label, request: 'a b' })).toBe(false);
    expect(takes('Columns', { inputs: { tenure: [1, 2] } })).toBe(true);
    expect(takes('Columns', { inputs: { tenure: ['long'] } })).toBe(false);
    expect(takes('Columns', {})).toBe(false);
    expect(takes('Instances', { instances: [{ tenure: 1 }] })).toBe(true);
    expect(takes('Tensors', { inputs: [{ name: 'tenure', data: [1] }] })).toBe(true);
    expect(takes('Tensors', { inputs: [] })).toBe(false);
    expect(takes('Tensors', { inputs: [{ name: 'tenure', data: 1 }] })).toBe(false);
  });

  test.each([
    ['/predict', 'POST'],
    ['/healthz', 'GET'],
    ['/v1/models/churn', 'GET'],
    ['/v1/models/churn/metadata', 'GET'],
    ['/v1/models/churn:predict', 'POST'],
    ['/v2', 'GET'],
    ['/v2/models/churn', 'GET'],
    ['/v2/models/churn/infer', 'POST'],
  ])('%s says that it takes %s alone', async (path, allowed) => {
    const { url } = await serve();
    for (const method of ['GET', 'POST', 'DELETE', 'QUERY'].filter((each) => each !== allowed)) {
      const response = await fetch(url + path, { method });
      expect([method, response.status, response.headers.get('allow')]).toEqual([
        method,
        405,
        allowed,
      ]);
    }
    expect((await fetch(`${url}/v1/models/churn:guess`)).status).toBe(404);
  });

  test('metrics count rows, requests and refusals', async () => {
    const { url, post } = await serve();
    await post([{ tenure: 1 }, { tenure: 2 }]);
    await post({ tenure: 'x' });
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toMatch(/mlx_predicted_rows_total\{version="\w+"\} 2\n/);
    expect(text).toContain('mlx_requests_total{route="/predict",status="422"} 1\n');
    expect(text).toContain('mlx_requests_in_flight 1\n');
  });

  test('an explanation is what the server was given to explain with', async () => {
    const none = await serve();
    const ask = (url: string, row: object) =>
      fetch(`${url}/explain`, { method: 'POST', body: JSON.stringify(row) });
    expect((await ask(none.url, { tenure: 1 })).status).toBe(404);
    const { url } = await serve({
      explain: (_model, { rows }) =>
        Promise.resolve(Array.from({ length: rows }, (_, row) => ({ tenure: row }))),
    });
    expect(await said(await ask(url, { tenure: 1 }))).toMatchObject({
      explanations: [{ tenure: 0 }],
    });
    expect((await ask(url, {})).status).toBe(422);
  });
});

import { describe, expect, test } from 'vitest';
import { openPackage } from '../../src/delivery/package-folder.js';
import type { AccessEntry } from '../../src/delivery/serving/access.js';
import { ModelHolder } from '../../src/delivery/serving/model-holder.js';
import { serversForTests } from './fixtures/running-server.js';
import { loadToy, toyPackage } from './fixtures/toy-model.js';

const serve = serversForTests();

describe('POST /predict', () => {
  test('answers one row, a list and { rows } alike', async () => {
    const { post, folder } = await serve();
    const { golden, manifest } = await openPackage(folder);
    const [row, expected] = [golden[0]?.row, golden[0]?.expected];
    for (const body of [row, [row], { rows: [row] }]) {
      const response = await post(body);
      expect(response.status).toBe(200);
      expect(response.headers.get('x-mlx-version')).toBe(manifest.version);
      expect(await response.json()).toEqual({ version: manifest.version, predictions: [expected] });
    }
  });

  test('repeats the golden predictions bit by bit', async () => {
    const { post, folder } = await serve();
    const { golden } = await openPackage(folder);
    const response = await post(golden.map(({ row }) => row));
    const { predictions } = (await response.json()) as { predictions: unknown[] };
    expect(predictions).toEqual(golden.map(({ expected }) => expected));
  });

  test('takes JSON whatever the content type says, as curl -d sends it', async () => {
    const { post } = await serve();
    const form = await post('{"tenure": 3}', 'application/x-www-form-urlencoded');
    expect(form.status).toBe(200);
  });

  test('answers no rows with no predictions', async () => {
    const { post } = await serve();
    expect(await (await post([])).json()).toMatchObject({ predictions: [] });
  });

  test('lists everything wrong with the rows', async () => {
    const { post } = await serve();
    const response = await post([
      { tenure: 3, id: 'passed over' },
      { tenur: 3, plan: 7, contracts: 1.5, paperless: 'yes', signup: 'soon' },
      { plan: null },
    ]);
    expect(response.status).toBe(422);
    const { error, problems } = (await response.json()) as {
      error: string;
      problems: { row: number; field: string; expected: string; found: string }[];
    };
    expect(error).toBe('The rows cannot be read; GET /signature shows what a row looks like');
    expect(problems.map(({ row, field, found }) => [row, field, found])).toEqual([
      [1, 'tenure', 'nothing'],
      [1, 'plan', '7'],
      [1, 'contracts', '1.5'],
      [1, 'paperless', '"yes"'],
      [1, 'signup', '"soon"'],
      [1, 'tenur', '`tenur`'],
      [2, 'tenure', 'nothing'],
    ]);
    for (const { expected } of problems) expect(expected).not.toBe('');
  });

  test('wants objects for rows', async () => {
    const { post } = await serve();
    const response = await post([{ tenure: 3 }, 'a row', [1], null]);
    expect(response.status).toBe(422);
    const expected = { field: '', expected: 'an object' };
    expect(((await response.json()) as { problems: unknown }).problems).toEqual([
      { row: 1, ...expected, found: 'a string' },
      { row: 2, ...expected, found: 'a list' },
      { row: 3, ...expected, found: 'null' },
    ]);
  });

  test('refuses a body that would change what every object has', async () => {
    const { post } = await serve();
    expect((await post('{"tenure": 1, "constructor": 2}')).status).toBe(200);
    const poisoned = await post('{"tenure": 1, "__proto__": {"plan": "basic"}}');
    expect(poisoned.status).toBe(400);
    expect(await poisoned.json()).toMatchObject({
      error: expect.stringContaining('`__proto__`') as string,
    });
  });

  test.each([
    { what: 'half an object', body: '{"tenure": 1,', status: 400, error: 'in JSON at position 13' },
    { what: 'nothing', body: '', status: 400, error: 'The body is not JSON: it is empty' },
    { what: 'too many bytes', body: `[${' '.repeat(3000)}]`, status: 413, error: 'is larger than' },
    { what: 'too many rows', body: '[{},{},{},{}]', status: 413, error: 'may hold 3 rows' },
  ])('refuses $what', async ({ body, status, error }) => {
    const { post } = await serve({ limits: { bytes: 2000, rows: 3 } });
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      error: expect.stringContaining(error) as string,
    });
  });

  test('tells nothing of its insides when it fails, but its log does', async () => {
    const entries: AccessEntry[] = [];
    const { post } = await serve({
      log: { answered: (entry) => void entries.push(entry), all: true },
      toBatch: () => {
        throw new TypeError('secret of the house');
      },
    });
    const response = await post({ tenure: 1 });
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      error: 'The server could not answer; its log says why',
      request: response.headers.get('x-request-id'),
    });
    expect(entries[0]?.error?.message).toBe('secret of the house');
  });

  test('refuses to answer with what is no number', async () => {
    const model = await loadToy(
      await toyPackage(Number.NaN, { golden: [] }).catch(() => toyPackage(1)),
    );
    const values = Float64Array.of(Number.NaN, Number.NaN);
    const predict = () => ({ rows: 1, width: 2, values });
    const models = new ModelHolder({ ...model, predictor: { ...model.predictor, predict } });
    const { post } = await serve({ models });
    expect(await (await post({ tenure: 1 })).json()).toEqual({
      error: 'The model gave no finite number for row 0',
      code: 'serve/no-number',
      request: expect.any(String) as string,
    });
  });
});

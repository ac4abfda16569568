import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { runMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';
import {
  csv,
  evaluated,
  exportTable,
  numbers,
  overHttp,
  post,
  rows,
  server,
  succeed,
} from './raw-rows.js';

/** Every change that one row is enough for, in chains too. */
const columns = {
  id: 'id',
  kg: { from: 'pounds', unit: { from: 'lb', to: 'kg' } },
  celsius: { from: 'outdoor °F', unit: { from: 'F', to: 'C' } },
  kind: { map: { m: 'male', f: 'female', x: null } },
  plan: { map: { s: 1, m: 2, l: 3, xl: 4 }, unmapped: 'missing' },
  metres: {
    from: 'grade',
    map: { 1: 10, 2: 20, 3: 30, 4: 40 },
    unmapped: 'fail',
    unit: { from: 'ft', to: 'm' },
  },
  is_open: { from: 'flag', map: { true: 'yes', false: 'no' } },
  code: 'category',
  price: { type: 'number', else: 'missing' },
  opened: 'timestamp',
  swap_a: { from: 'swap_b' },
  swap_b: { from: 'swap_a' },
  // Worked out of each other, in an order of their own.
  zeta: { expression: 'alpha * 2 + coalesce(price, -1)' },
  alpha: { expression: 'kg / nullif(qty, 0) + celsius' },
  weekday: { expression: 'dayofweek(opened)' },
  hour_of: { expression: "date_trunc('hour', opened)" },
  label: {
    expression: "upper(kind) || ':' || code || ':' || coalesce(CAST(plan AS VARCHAR), '?')",
  },
  heavy: { expression: "kg > 65 AND NOT is_open = 'no'", type: 'boolean' },
  swapped: { expression: 'swap_a - 3 * swap_b' },
  ratio: { expression: 'round(CAST(qty AS DOUBLE) / metres, 3)' },
};

const project = (more: JsonObject = {}, target = 'paid'): string =>
  JSON.stringify({
    ...{ version: 1, name: 'raw', task: { type: 'regression', target } },
    ingest: { path: 'rows.csv', columns: { ...columns, ...more } },
    train: { candidates: { trees: { model: 'gradient-boosting', trees: 30 } } },
  });

describe('a model whose columns ingest changes', () => {
  it('says of raw rows what evaluation said of them, by file, as JSON and over HTTP', async () => {
    await using dir = await ProjectDir.with({ 'rows.csv': csv(rows), 'mlx.yaml': project() });
    await succeed(dir, 'run');
    const expected = await evaluated(dir);
    expect(expected.size).toBeGreaterThan(50);
    const held = (all: readonly number[]): readonly number[] =>
      [...expected.keys()].map((row) => all[row] ?? NaN);

    const fromFile = numbers(await succeed(dir, 'predict --in rows.csv'));
    expect(fromFile).toHaveLength(rows.length);
    expect(held(fromFile)).toEqual([...expected.values()]);

    const json = rows.map(asJson);
    await dir.write({ 'rows.jsonl': json.map((row) => JSON.stringify(row)).join('\n') });
    expect(numbers(await succeed(dir, 'predict --in rows.jsonl'))).toEqual(fromFile);
    expect(await overHttp(dir, json)).toEqual(fromFile);
    const loud = await runMlx('predict --in rows.csv', { cwd: dir.path });
    expect(loud.stderr).toBe('');

    // The table as ingest leaves it says the same, when it is told to be that.
    await exportTable(dir);
    expect(numbers(await succeed(dir, 'predict --in table.csv --shaped'))).toEqual(fromFile);
  }, 120_000);

  it('tells of a raw row that cannot be used, as ingest would', async () => {
    await using dir = await ProjectDir.with({
      'rows.csv': csv(rows),
      'mlx.yaml': project({ digits: { expression: "CAST(nullif(code, 'none') AS INTEGER)" } }),
    });
    await succeed(dir, 'run');
    const [first] = rows.map(asJson);
    const predict = async (change: JsonObject): Promise<string> => {
      const row = JSON.stringify([first ?? {}, { ...first, ...change }]);
      const ended = await runMlx(['predict', row], { cwd: dir.path });
      expect(ended.exitCode).toBe(4);
      return ended.stderr;
    };
    expect(await predict({ grade: 9 })).toContain(
      'Row 2: `grade` should be a value that `map` names; found 9',
    );
    expect(await predict({ code: 'x' })).toMatch(
      /Row 2 needs values that the expressions .* can work with: Could not convert string 'x'/,
    );
    expect(await predict({ qty: 'many' })).toContain('Row 2: `qty` should be a whole number');
    await server(dir, async (url) => {
      const response = await post(url, [first ?? {}, { ...first, grade: 9 }]);
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ problems: [{ row: 1, field: 'grade' }] });
    });
  }, 120_000);

  it('says which columns a row alone cannot tell, and takes them as they are', async () => {
    const looksBack = {
      last_qty: { lag: { of: 'qty', order: 'opened', per: ['shop'] } },
      rising: { expression: 'qty - last_qty' },
    };
    await using dir = await ProjectDir.with({
      'rows.csv': csv(rows),
      'mlx.yaml': project(looksBack),
    });
    const run = await runMlx('run', { cwd: dir.path });
    expect(run.stderr).toContain(
      'Rows to predict for must hold `last_qty` as ingest leaves it: worked out by ingest from other rows',
    );
    expect(run.stderr).not.toContain('must hold `rising`');
    const expected = await evaluated(dir);
    const table = await exportTable(dir);
    const given = rows.map((row, at) => ({ ...row, last_qty: table[at]?.['last_qty'] ?? '' }));
    await dir.write({ 'given.csv': csv(given) });
    const said = numbers(await succeed(dir, 'predict --in given.csv'));
    expect([...expected.keys()].map((row) => said[row])).toEqual([...expected.values()]);
  }, 120_000);
});

/** A row as a client sends it. */
function asJson(row: (typeof rows)[number]): JsonObject {
  return { ...row, flag: row.flag === 'TRUE', paid: Number(row.paid) };
}

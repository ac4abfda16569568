import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { openDatabase } from '../../src/data/tables/database.js';
import type { Prediction } from '../../src/delivery/prediction.js';
import { runMlx, startMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';

const rows = Array.from({ length: 400 }, (_, row) => {
  const pounds = 100 + ((row * 37) % 83) + (row % 7) / 7;
  const plan = ['s', 'm', 'l', 'xl', ''][row % 5] ?? '';
  const price = row % 11 === 0 ? (['oops', 'inf', '0x10', '-'][row % 4] ?? '') : (row * 13) % 97;
  return {
    id: row,
    shop: `shop ${row % 3}`,
    pounds,
    'outdoor °F': 20 + ((row * 17) % 80),
    kind: ['m', 'f', 'x', 'other'][row % 4] ?? '',
    plan,
    grade: (row % 4) + 1,
    flag: row % 3 === 0 ? 'TRUE' : 'False',
    code: `0${row % 10}7`,
    price,
    qty: (row * 31) % 19,
    opened: new Date(Date.UTC(2025, 0, 1 + row, row % 24, row % 60, 1)).toISOString(),
    swap_a: row % 13,
    swap_b: (row % 17) / 3,
    paid: (pounds * 3 + ((row * 13) % 97) + ((row * 31) % 19) * 5).toFixed(2),
  };
});

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

  it('does the project’s own steps and what privacy makes less exact to raw rows, too', async () => {
    await using dir = await ProjectDir.with({
      ...{ 'rows.csv': csv(rows), 'weights.ts': weights, 'only.ts': only },
      'mlx.yaml': stepsAndPrivacy(),
    });
    const run = await runMlx('run', { cwd: dir.path });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).not.toContain('as ingest leaves it');
    const expected = await evaluated(dir);
    expect(expected.size).toBeGreaterThan(40);
    // Neither the modules nor the target are needed any more, nor the id.
    await dir.write({ 'weights.ts': 'throw new Error("not here");', 'only.ts': '' });
    const asked = rows.map(({ paid: _unknown, id: _id, ...row }) => row);
    await dir.write({ 'asked.csv': csv(asked) });
    const said = numbers(await succeed(dir, 'predict --in asked.csv'));
    // Rows that a step leaves out of the table are answered, too, and those of the table go by their place in it.
    expect(said).toHaveLength(rows.length);
    const kept = rows.flatMap((row, at) => (row.qty === 3 ? [] : [at]));
    expect([...expected.keys()].map((row) => said[kept[row] ?? -1])).toEqual([
      ...expected.values(),
    ]);
    expect(await overHttp(dir, asked.map(jsonRow))).toEqual(said);
    await exportTable(dir);
    const shaped = numbers(await succeed(dir, 'predict --in table.csv --shaped'));
    expect(shaped).toEqual(kept.map((row) => said[row]));

    const [first] = asked.map(jsonRow);
    const odd = await runMlx(
      ['predict', JSON.stringify([first ?? {}, { ...first, code: '999' }])],
      { cwd: dir.path },
    );
    expect(odd.exitCode).toBe(4);
    expect(odd.stderr).toContain('Row 2 needs values that `./only.ts` can work with: no code 999');
    const { code: _code, ...without } = first ?? {};
    const missing = await runMlx(['predict', JSON.stringify(without)], { cwd: dir.path });
    expect(missing.exitCode).toBe(4);
    expect(missing.stderr).toContain('`code`');
    const verified = await runMlx('package verify', { cwd: dir.path });
    expect(verified.exitCode, verified.stderr).toBe(0);
    const golden = await readFile(await artifact(dir, 'package', 'golden.json'), 'utf8');
    // Of a class the example tells the edge, not the value that was there.
    for (const { row } of JSON.parse(golden) as readonly { row: JsonObject }[]) {
      expect([19, 20, 40, 60]).toContain(row['outdoor °F']);
    }
  }, 300_000);

  it('says so when a step cannot be carried along', async () => {
    await using dir = await ProjectDir.with({
      'rows.csv': csv(rows),
      'weights.ts': `import 'left-behind';\n${weights}`,
      'only.ts': only,
      'node_modules/left-behind/package.json': '{"name":"left-behind","main":"index.js"}',
      'node_modules/left-behind/index.js': '',
      'mlx.yaml': stepsAndPrivacy(),
    });
    const run = await runMlx('run', { cwd: dir.path });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain(
      'Rows to predict for must hold every column as `ingest.steps` leave it: `weights.ts` imports the package `left-behind`',
    );
    const signature = await readFile(await artifact(dir, 'package', 'signature.json'), 'utf8');
    expect(signature).toContain('generalised, as `ingest.privacy` says');
    expect(signature).toContain('as `ingest.steps` leave it');
  }, 300_000);
});

/** Changes columns, adds one of each type and takes one away, all from the row alone. */
const weights = `import { heavy } from './only.js';
export const columns = { load: 'category', weekend: 'boolean' };
export function step({ columns: { code, ...columns } }, { params }) {
  const kg = columns.kg.map((value) => Math.round(value * params.times));
  return {
    columns: {
      ...columns,
      kg,
      load: Array.from(kg, heavy),
      codes: code.map((text) => (text === null ? null : Number(text))),
      weekend: Array.from(columns.opened, (ms) => new Date(ms).getUTCDay() % 6 === 0),
      next: Array.from(columns.opened, (ms) => new Date(ms + 86400000)),
    },
    keep: Array.from(columns.qty, (qty) => qty !== 3),
  };
}
`;

const only = `export const heavy = (kg) => (kg > 65 ? 'heavy' : 'light');
export function step({ columns }) {
  if ([...columns.codes].includes(999)) throw new Error('no code 999');
  return { columns: { ...columns, double: columns.codes.map((code) => code * 2) } };
}
`;

function stepsAndPrivacy(): string {
  return JSON.stringify({
    ...{ version: 1, name: 'stepped', task: { type: 'regression', target: 'paid' } },
    ingest: {
      path: 'rows.csv',
      columns: {
        id: 'id',
        kg: { from: 'pounds', unit: { from: 'lb', to: 'kg' } },
        code: 'category',
        price: { type: 'number', else: 'missing' },
        warm: { expression: '"outdoor °F" > 60' },
        per_item: { expression: 'paid / nullif(qty, 0)' },
      },
      steps: [{ module: './weights.ts', times: 1.5 }, './only.ts'],
      privacy: {
        'outdoor °F': { action: 'generalise', bins: [20, 40, 60] },
        warm: 'keep',
        shop: { action: 'generalise', map: { 'shop 0': 'ours' } },
        opened: { action: 'generalise', to: 'month' },
        per_item: 'drop',
      },
    },
    train: { candidates: { trees: { model: 'gradient-boosting', trees: 30 } } },
  });
}

function jsonRow(row: JsonObject): JsonObject {
  return { ...row, flag: row['flag'] === 'TRUE' };
}

function csv(table: readonly JsonObject[]): string {
  const names = Object.keys(table[0] ?? {});
  const line = (cells: readonly unknown[]): string => `${cells.join(',')}\n`;
  return [line(names), ...table.map((row) => line(names.map((name) => row[name])))].join('');
}

/** A row as a client sends it. */
function asJson(row: (typeof rows)[number]): JsonObject {
  return { ...row, flag: row.flag === 'TRUE', paid: Number(row.paid) };
}

async function succeed(dir: ProjectDir, command: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runMlx(command, { cwd: dir.path });
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

function numbers(answers: string): readonly number[] {
  if (answers.startsWith('{')) {
    return answers
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { value: number }).value);
  }
  return answers
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => Number(line.split(',')[0]));
}

/** What evaluation said, by row of the file. */
async function evaluated(dir: ProjectDir): Promise<ReadonlyMap<number, number>> {
  const lines = (await readFile(await artifact(dir, 'evaluate', 'predictions.csv'), 'utf8'))
    .trim()
    .split('\n');
  return new Map(
    lines.slice(1).map((line) => {
      const [row, , said] = line.split(',');
      return [Number(row), Number(said)];
    }),
  );
}

async function artifact({ path }: ProjectDir, stage: string, file: string): Promise<string> {
  const folder = join(path, '.mlx', 'artifacts', stage);
  const [name = ''] = await readdir(folder);
  return join(folder, name, file);
}

async function exportTable(dir: ProjectDir): Promise<readonly JsonObject[]> {
  await using database = await openDatabase();
  const table = `'${await artifact(dir, 'ingest', 'table.parquet')}'`;
  await database.run(
    `COPY (FROM ${table}) TO '${join(dir.path, 'table.csv')}' (FORMAT csv, HEADER)`,
  );
  return await database.rows(`SELECT * FROM ${table}`);
}

async function overHttp(dir: ProjectDir, all: readonly JsonObject[]): Promise<readonly number[]> {
  const answers: number[] = [];
  await server(dir, async (url) => {
    for (let from = 0; from < all.length; from += 40) {
      const response = await post(url, all.slice(from, from + 40));
      expect(response.status, await response.clone().text()).toBe(200);
      const { predictions } = (await response.json()) as { predictions: Prediction[] };
      answers.push(...predictions.map((each) => ('value' in each ? each.value : NaN)));
    }
  });
  return answers;
}

function post(url: string, body: readonly JsonObject[]): Promise<Response> {
  return fetch(`${url}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function server({ path }: ProjectDir, use: (url: string) => Promise<void>): Promise<void> {
  const started = await startMlx(['serve', '--port', '0', '--json'], { cwd: path });
  try {
    await started.says(/"url": "[^"]+"/);
    await use(/"url": "([^"]+)"/.exec(started.printed())?.[1] ?? '');
  } finally {
    started.kill('SIGTERM');
    const { exitCode } = await started.ended;
    expect([0, 130]).toContain(exitCode);
  }
}

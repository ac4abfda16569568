import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { openDatabase } from '../../src/data/tables/database.js';
import type { Prediction } from '../../src/delivery/prediction.js';
import { runMlx, startMlx } from '../helpers/built-mlx.js';
import type { ProjectDir } from '../helpers/project-dir.js';

/** Rows with cells of every type, some of which are odd. */
export const rows = Array.from({ length: 400 }, (_, row) => {
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

export function csv(table: readonly JsonObject[]): string {
  const names = Object.keys(table[0] ?? {});
  const line = (cells: readonly unknown[]): string => `${cells.join(',')}\n`;
  return [line(names), ...table.map((row) => line(names.map((name) => row[name])))].join('');
}

export async function succeed(dir: ProjectDir, command: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runMlx(command, { cwd: dir.path });
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

export function numbers(answers: string): readonly number[] {
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
export async function evaluated(dir: ProjectDir): Promise<ReadonlyMap<number, number>> {
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

export async function artifact({ path }: ProjectDir, stage: string, file: string): Promise<string> {
  const folder = join(path, '.mlx', 'artifacts', stage);
  const [name = ''] = await readdir(folder);
  return join(folder, name, file);
}

export async function exportTable(dir: ProjectDir): Promise<readonly JsonObject[]> {
  await using database = await openDatabase();
  const table = `'${await artifact(dir, 'ingest', 'table.parquet')}'`;
  await database.run(
    `COPY (FROM ${table}) TO '${join(dir.path, 'table.csv')}' (FORMAT csv, HEADER)`,
  );
  return await database.rows(`SELECT * FROM ${table}`);
}

export async function overHttp(
  dir: ProjectDir,
  all: readonly JsonObject[],
): Promise<readonly number[]> {
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

export function post(url: string, body: readonly JsonObject[]): Promise<Response> {
  return fetch(`${url}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

export async function server(
  { path }: ProjectDir,
  use: (url: string) => Promise<void>,
): Promise<void> {
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

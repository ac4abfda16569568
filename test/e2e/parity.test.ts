import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rowColumn } from '../../src/contracts/table.js';
import { openDatabase } from '../../src/data/tables/database.js';
import type { Prediction } from '../../src/delivery/prediction.js';
import { runMlx, startMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { customersCsv, flowersCsv, housesCsv } from '../helpers/small-data.js';
import { customersYaml, flowersYaml, housesYaml } from '../helpers/small-projects.js';

const tolerance = 1e-6;
const batchRows = 50;

describe.each([
  ['binary', { 'mlx.yaml': customersYaml, 'data/customers.csv': customersCsv(600) }],
  ['multiclass', { 'mlx.yaml': flowersYaml, 'data/flowers.csv': flowersCsv(600) }],
  ['regression', { 'mlx.yaml': housesYaml, 'data/houses.csv': housesCsv(600) }],
])('a %s model', (_kind, files) => {
  it('says the same of every test row to evaluate, to predict from files and over HTTP', async ({
    annotate,
  }) => {
    await using project = await ProjectDir.with(files);
    const check = async (what: string, got: readonly number[][]): Promise<void> => {
      const difference = largest(expected, got);
      await annotate(`largest difference to predictions.csv, ${what}: ${difference}`);
      expect(difference, what).toBeLessThanOrEqual(tolerance);
    };
    const run = await runMlx('run', { cwd: project.path });
    expect(run.exitCode, run.stderr).toBe(0);
    const expected = numbersOf(
      await readFile(await artifact(project, 'evaluate', 'predictions.csv'), 'utf8'),
      2,
    );
    expect(expected.length).toBeGreaterThan(80);
    await exportRows(await artifact(project, 'split', 'test.parquet'), project.path);
    const target = expected[0]?.length === 1 ? 0 : 1;

    for (const input of ['rows.csv', 'rows.jsonl']) {
      const { exitCode, stdout, stderr } = await runMlx(`predict --in ${input}`, {
        cwd: project.path,
      });
      expect(exitCode, stderr).toBe(0);
      await check(input, numbersOf(stdout, target));
    }
    await check('HTTP', await overHttp(project));
  });
});

async function artifact({ path }: ProjectDir, stage: string, file: string): Promise<string> {
  const folder = join(path, '.mlx', 'artifacts', stage);
  const [name = ''] = await readdir(folder);
  return join(folder, name, file);
}

async function exportRows(parquet: string, folder: string): Promise<void> {
  await using database = await openDatabase();
  const rows = `(SELECT * EXCLUDE (${rowColumn}) FROM read_parquet('${parquet}'))`;
  await database.run(`COPY ${rows} TO '${join(folder, 'rows.csv')}' (FORMAT csv, HEADER)`);
  await database.run(`COPY ${rows} TO '${join(folder, 'rows.jsonl')}' (FORMAT json)`);
}

/** The figures of a CSV, without its first columns. No cell of these has a comma in it. */
function numbersOf(csv: string, skip: number): number[][] {
  const lines = csv.trim().split('\n').slice(1);
  return lines.map((line) => line.split(',').slice(skip).map(Number));
}

function largest(expected: readonly number[][], got: readonly number[][]): number {
  expect(got).toHaveLength(expected.length);
  const each = expected.flatMap((row, at) =>
    row.map((value, column) => {
      const other = got[at]?.[column] ?? Number.NaN;
      return Math.abs(value - other) / Math.max(1, Math.abs(value));
    }),
  );
  return Math.max(...each);
}

async function overHttp({ path }: ProjectDir): Promise<number[][]> {
  const server = await startMlx(['serve', '--port', '0', '--json'], { cwd: path });
  try {
    await server.says(/"url": "[^"]+"/);
    const url = /"url": "([^"]+)"/.exec(server.printed())?.[1] ?? '';
    const lines = (await readFile(join(path, 'rows.jsonl'), 'utf8')).trim().split('\n');
    const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const answers: number[][] = [];
    for (let from = 0; from < rows.length; from += batchRows) {
      const response = await fetch(`${url}/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(rows.slice(from, from + batchRows)),
      });
      expect(response.status).toBe(200);
      const { predictions } = (await response.json()) as { predictions: Prediction[] };
      answers.push(...predictions.map(figures));
    }
    return answers;
  } finally {
    server.kill('SIGTERM');
    const { exitCode } = await server.ended;
    expect([0, 130]).toContain(exitCode);
  }
}

function figures(prediction: Prediction): number[] {
  if ('value' in prediction) return [prediction.value];
  if ('score' in prediction) return [prediction.score];
  if ('forecast' in prediction) return [prediction.forecast];
  return Object.values(prediction.probabilities);
}

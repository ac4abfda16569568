import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommandResult, ProjectDir } from '../helpers/project-dir.js';
import { customers, projectOf, soundProject } from '../project/broken/broken-case.js';

let project: ProjectDir;
const row = { customer_id: 'C1', tenure: 3, plan: 'basic', monthly: 20.5 };

beforeAll(async () => {
  project = await ProjectDir.with({
    'mlx.yaml': soundProject,
    'customers.csv': customers(),
    'rows.csv': 'customer_id,tenure,plan,monthly\nC1,3,basic,20.5\nC2,soon,plus,21.5\n',
    'notes.md': 'no rows here\n',
  });
  expect(await project.mlx('package -q')).toMatchObject({ exitCode: 0, stderr: '' });
});

afterAll(() => project[Symbol.asyncDispose]());

/** What every failure ends with. */
function expectFailure({ stderr, exitCode }: CommandResult, code: string, exit: string): void {
  expect(stderr).toContain(`[${code}]`);
  expect(stderr).toMatch(/hint: /);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr.trimEnd().split('\n').at(-1)).toBe(exit);
  expect(exit).toContain(`exit ${exitCode} (`);
}

describe('rows a model cannot predict for', () => {
  test.for([
    ['a field of the wrong type', [JSON.stringify({ ...row, tenure: 'soon' })], 'Row 1: `tenure`'],
    ['a field that is missing', [JSON.stringify({ ...row, plan: undefined })], 'Row 1: `plan`'],
    ['text that is not JSON', ['{tenure: 3}'], 'The rows are not JSON'],
    ['a list of numbers', ['[1]'], 'Row 1 is not a JSON object'],
  ] as const)('%s', async ([, words, says]) => {
    const result = await project.mlx(['predict', ...words]);
    expectFailure(result, 'data/row-invalid', 'exit 4 (data quality)');
    expect(result.stderr).toContain(says);
    expect(result.stdout).toBe('');
  });

  test('a line of JSON lines that breaks off is named', async () => {
    const stdin = `${JSON.stringify(row)}\n{"tenure": \n`;
    const result = await project.mlx('predict', { stdin });
    expectFailure(result, 'data/row-invalid', 'exit 4 (data quality)');
    expect(result.stderr).toContain('Line 2 is not JSON');
  });

  test('a cell of the wrong type in a file is named with its line, and no answers are left', async () => {
    const result = await project.mlx('predict --in rows.csv --out answers.csv');
    expectFailure(result, 'data/column-type', 'exit 4 (data quality)');
    expect(result.stderr).toContain('\nrows.csv:3\n');
    expect(await project.files()).not.toContain('answers.csv');
  });

  test('a cell of the wrong type on standard input is named without a path of ours', async () => {
    const stdin = await project.read('rows.csv');
    const result = await project.mlx('predict', { stdin });
    expectFailure(result, 'data/column-type', 'exit 4 (data quality)');
    expect(result.stderr).toContain('\nstdin.csv:3\n');
  });

  test('a file that is not there is named as it was typed', async () => {
    const result = await project.mlx('predict --in row.csv');
    expectFailure(result, 'data/file-missing', 'exit 4 (data quality)');
    expect(result.stderr).toContain('`row.csv` is not there');
    expect(result.stderr).toContain('Did you mean `rows.csv`?');
  });

  test('a file of no kind we read is refused by its ending', async () => {
    const result = await project.mlx('predict --in notes.md');
    expectFailure(result, 'usage/bad-option', 'exit 2 (usage)');
  });

  test('no rows at all give an empty, whole document', async () => {
    const { stdout } = await project.mlx('predict []');
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'mlx.predictions/1', predictions: [] });
  });
});

test('a port that is taken is named', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = other.address() as { port: number };
    const result = await project.mlx(`serve --port ${port}`);
    expectFailure(result, 'serve/port-busy', 'exit 9 (target)');
    expect(result.stderr).toContain(`Port ${port} of 127.0.0.1 is taken`);
  } finally {
    other.close();
  }
});

describe('requirements', () => {
  test('one that is missed ends with 5 at its line; model, evaluation and report are kept, no package is made', async () => {
    await using own = await ProjectDir.with({
      'mlx.yaml': projectOf({
        requirements: '\n  - { metric: roc_auc, min: 0 }\n  - { metric: accuracy, min: 0.999 }',
      }),
      'customers.csv': customers(),
    });
    for (const _attempt of ['made', 'reused']) {
      const result = await own.mlx('run -q');
      expectFailure(result, 'requirement/missed', 'exit 5 (metric requirement)');
      expect(result.stderr).toContain('\nmlx.yaml:6:5 `accuracy` is ');
    }
    const files = await own.files();
    expect(files).toContain('reports/evaluation.html');
    expect(files.filter((file) => file.endsWith('evaluation.json'))).toHaveLength(1);
    expect(files.filter((file) => file.startsWith('.mlx/artifacts/package'))).toEqual([]);
  });

  test('a budget without a price ends with 7 and names the stages', async () => {
    await using own = await ProjectDir.with({
      'mlx.yaml': projectOf({ requirements: '\n  - { cost_usd: { max: 1 } }' }),
      'customers.csv': customers(),
    });
    const result = await own.mlx('run -q');
    expectFailure(result, 'cost/no-price', 'exit 7 (budget)');
    expect(result.stderr).toContain('\nmlx.yaml:5:5 What the run costs is not known: ingest,');
  });

  test('a run over its budget ends with 7 and says both figures', async () => {
    await using own = await ProjectDir.with({
      'mlx.yaml': projectOf({
        cost: '{ price: { usd_per_hour: 1000000, as_of: 2026-01-31 } }',
        requirements: '\n  - { cost_usd: { max: 0.01 } }',
      }),
      'customers.csv': customers(),
    });
    const result = await own.mlx('run -q');
    expectFailure(result, 'cost/over-budget', 'exit 7 (budget)');
    expect(result.stderr).toMatch(
      /\nmlx\.yaml:6:5 The run cost \$[\d.]+, more than the \$0\.01 it may/,
    );
  });
});

test('a package that was changed by hand is refused by predict and serve', async () => {
  const model = (await project.files()).find((file) => /\/package\/.*\/model\.json$/.test(file));
  await project.write({ [model ?? '']: '{}' });
  for (const words of [
    ['predict', JSON.stringify(row)],
    ['serve', '--port', '0'],
  ]) {
    const result = await project.mlx(words);
    expectFailure(result, 'package/invalid', 'exit 9 (target)');
    expect(result.stderr).toContain('was changed after mlx wrote it');
  }
});

test('a target that is not known leaves no record of a run', async () => {
  const before = await project.files();
  const result = await project.mlx('train --force --target bogus');
  expectFailure(result, 'usage/unknown-name', 'exit 2 (usage)');
  expect(await project.files()).toEqual(before);
});

test('a column that is not there leaves nothing behind, not even what was hashed', async () => {
  await using own = await ProjectDir.with({
    'mlx.yaml': projectOf({ task: '{ type: classification, target: left }' }),
    'customers.csv': customers(),
  });
  // Hashes of files younger than two seconds are not kept in any case.
  await new Promise((resolve) => setTimeout(resolve, 2100));
  expectFailure(await own.mlx('run'), 'project/unknown-column', 'exit 3 (project file)');
  expect(await own.files()).toEqual(['customers.csv', 'mlx.yaml']);
});

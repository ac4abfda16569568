import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Training } from '../../src/stages/artifact-files.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { customersCsv } from '../helpers/small-data.js';

const projectOf = (split: string, train: string): string => `version: 1
name: customers
seed: 7
task: { type: classification, target: left, positive: "yes" }
ingest:
  sources: { customers: { type: csv, path: data/customers.csv } }
  columns: { customer: id }
split: ${split}
train:
  ${train}
  candidates:
    linear: { model: linear }
    stiff: { model: linear, l2: 100000 }
`;

test('with folds, each candidate has a mean and a deviation over them, and the best mean is chosen', async () => {
  await using project = await dirWith(projectOf('{ folds: 4 }', 'parallel: 1'));
  const run = await project.mlx('train');
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toMatch(/stiff: roc_auc [\d.]+ on validation, [\d.]+ ± [\d.]+ over 4 folds/);
  const trained = await trainingOf(project);
  expect(trained.chosenBy).toBe('folds');
  for (const { crossValidation } of trained.candidates) {
    const { scores = [], mean = NaN, sd = NaN } = crossValidation ?? {};
    expect(scores).toHaveLength(4);
    expect(mean).toBeCloseTo(scores.reduce((a, b) => a + b, 0) / 4, 12);
    expect(sd ** 2).toBeCloseTo(scores.reduce((a, b) => a + (b - mean) ** 2, 0) / 3, 12);
  }
  const means = trained.candidates.map(({ crossValidation }) => crossValidation?.mean ?? NaN);
  const best = means.indexOf(Math.max(...means));
  expect(trained.chosen).toBe(trained.candidates[best]?.name);
});

test('processes side by side leave what one after another leaves, byte for byte', async () => {
  const left: string[][] = [];
  for (const parallel of [1, 2]) {
    await using project = await dirWith(projectOf('{ folds: 2 }', `parallel: ${parallel}`));
    expect((await project.mlx('train')).exitCode).toBe(0);
    const folder = await artifactOf(project);
    const names = ['model.json', 'weights.bin', 'features.json', 'training.json'];
    left.push(await Promise.all(names.map((name) => readFile(join(folder, name), 'base64'))));
  }
  expect(left[1]).toEqual(left[0]);
});

test('a budget that is used up leaves the candidates that were not begun, and says so', async () => {
  await using project = await dirWith(projectOf('{ folds: 3 }', 'budget: { minutes: 0.00001 }'));
  const run = await project.mlx('train');
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toContain('stiff was not tried');
  const trained = await trainingOf(project);
  expect(trained).toMatchObject({ chosen: 'linear', chosenBy: 'validation', untried: ['stiff'] });
});

test('without folds the validation split decides', async () => {
  await using project = await dirWith(projectOf('{ test: 20% }', 'select: accuracy'));
  expect((await project.mlx('train')).exitCode).toBe(0);
  const trained = await trainingOf(project);
  expect(trained.chosenBy).toBe('validation');
  expect(trained.candidates.some(({ crossValidation }) => crossValidation)).toBe(false);
});

test('rows that are more than the memory are learnt from on disk, to the same bits', async () => {
  const weights: string[] = [];
  for (const environment of [{}, { MLX_MEMORY_MB: '0.004' }]) {
    await using project = await dirWith(withCandidate('{ model: mlp, layers: [8], epochs: 3 }'));
    const run = await project.mlx('evaluate', { environment });
    expect(run.exitCode, run.stderr).toBe(0);
    weights.push(await readFile(join(await artifactOf(project), 'weights.bin'), 'base64'));
    expect(await readdir(join(project.path, '.mlx', 'scratch'))).toEqual([]);
  }
  expect(weights[1]).toBe(weights[0]);
});

test('a family that needs all rows in memory says so when they are too many', async () => {
  await using project = await dirWith(withCandidate('{ model: random-forest }'));
  const run = await project.mlx('train', { environment: { MLX_MEMORY_MB: '0.004' } });
  expect(run.exitCode).toBe(3);
  expect(run.stderr).toContain('[learning/does-not-stream]');
  expect(run.stderr).toContain('linear, mlp');
  expect(await readdir(join(project.path, '.mlx', 'scratch'))).toEqual([]);
});

test('an ensemble of families that read columns differently learns, predicts and is packaged', async () => {
  await using project = await dirWith(
    projectOf('{ test: 20% }', 'parallel: 1').replace(
      'stiff: { model: linear, l2: 100000 }',
      'trees: { model: random-forest, trees: 10 }\n    both: { model: stacking, of: [linear, trees], folds: 2 }',
    ),
  );
  expect((await project.mlx('package --set train.select=log_loss')).exitCode).toBe(0);
  const trained = await trainingOf(project);
  const scores = Object.fromEntries(trained.candidates.map(({ name, score }) => [name, score]));
  expect(scores['both']).toBeLessThan(2 * (scores['linear'] ?? 0));
});

test('features of all columns together are chosen and reduced, and candidates of an ensemble searched', async () => {
  await using project = await dirWith(
    `${projectOf('{ test: 20% }', 'parallel: 1').replace(
      'stiff: { model: linear, l2: 100000 }',
      'both: { model: voting, of: [linear] }',
    )}features: { _: { select: variance } }
tune: { trials: 2, search: { candidates.linear.l2: { log: [0.1, 10] } } }
`,
  );
  expect((await project.mlx('validate')).exitCode).toBe(0);
  const run = await project.mlx('train');
  expect(run.exitCode, run.stderr).toBe(0);
});

test('an ensemble is made of candidates that are there, and of no other ensemble', async () => {
  await using project = await dirWith(
    projectOf('{ test: 20% }', 'parallel: 1').replace(
      'stiff: { model: linear, l2: 100000 }',
      'both: { model: voting, of: [liner, both] }',
    ),
  );
  const run = await project.mlx('validate');
  expect(run.exitCode).toBe(3);
  expect(run.stderr).toContain('Did you mean `linear`?');
  expect(run.stderr).toContain('`both` is an ensemble');
});

test.each([
  ['cross_validate: true', 'needs folds'],
  ['budget: { usd: 3 }', 'what an hour of training costs'],
])('`%s` without what it needs is refused at its line', async (train, words) => {
  await using project = await dirWith(projectOf('{ test: 20% }', train));
  const run = await project.mlx('validate');
  expect(run.exitCode).toBe(3);
  expect(run.stderr).toContain(words);
  expect(run.stderr).toContain('mlx.yaml:10');
});

function withCandidate(settings: string): string {
  return projectOf('{ test: 20% }', 'parallel: 1')
    .replace('linear: { model: linear }', `only: ${settings}`)
    .replace('\n    stiff: { model: linear, l2: 100000 }', '');
}

function dirWith(yaml: string): Promise<ProjectDir> {
  return ProjectDir.with({ 'mlx.yaml': yaml, 'data/customers.csv': customersCsv(240) });
}

async function artifactOf(project: ProjectDir): Promise<string> {
  const folder = join(project.path, '.mlx', 'artifacts', 'train');
  const [only] = (await readdir(folder)).filter((name) => !name.startsWith('partial'));
  return join(folder, only ?? '');
}

async function trainingOf(project: ProjectDir): Promise<Training> {
  return JSON.parse(
    await readFile(join(await artifactOf(project), 'training.json'), 'utf8'),
  ) as Training;
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Insight } from '../../src/learning/insight/insight.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { customersCsv } from '../helpers/small-data.js';

const projectOf = (model: string, more = ''): string => `version: 1
name: customers
seed: 7
task: { type: classification, target: left, positive: "yes" }
ingest:
  sources: { customers: { type: csv, path: data/customers.csv } }
  columns: { customer: id, city: category }
  privacy: { city: { action: generalise, prefix: 3 } }
split: { train: 60%, validation: 10%, test: 30% }
train: { candidates: { only: ${model} } }
${more}`;

async function dirWith(project: string): Promise<ProjectDir> {
  return ProjectDir.with({ 'mlx.yaml': project, 'data/customers.csv': customersCsv(900) });
}

async function insightOf(project: ProjectDir): Promise<Insight | undefined> {
  const folder = join(project.path, '.mlx', 'artifacts', 'evaluate');
  const [artifact = ''] = await readdir(folder);
  const text = await readFile(join(folder, artifact, 'insight.json'), 'utf8').catch(
    () => undefined,
  );
  return text === undefined ? undefined : (JSON.parse(text) as Insight);
}

describe('evaluate finds out what a model goes by', () => {
  test('the columns that matter, how the answer follows them, and why rows were wrong', async () => {
    await using project = await dirWith(projectOf('{ model: gradient-boosting, trees: 30 }'));
    const run = await project.mlx('evaluate');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/matter most tenure/);
    const insight = (await insightOf(project)) as Required<Insight>;
    expect(insight.importance.columns[0]?.columns).toEqual(['tenure']);
    expect(insight.dependence.columns.map(({ column }) => column)).toContain('tenure');
    expect(insight.thresholds.counts).toHaveLength(99);
    expect(insight.rows.list).toHaveLength(10);
    expect(insight.worst.columns[0]).toBe('tenure');
    expect(insight.worst.columns).not.toContain('city');
    expect(insight.worst.rows).toHaveLength(20);
    for (const { row, values } of insight.worst.rows) {
      const [, line = ''] = [row, customersCsv(900).split('\n')[row + 1]];
      expect(line.split(',')).toContain(String(values['tenure'] ?? ''));
    }
    for (const { explanation } of insight.rows.list) {
      const { base, score, contributions, others } = explanation;
      const sum = contributions.reduce((total, { value }) => total + value, base);
      expect(sum + (others?.value ?? 0)).toBeCloseTo(score, 9);
      expect(explanation.method).toBe('tree');
    }
    const page = await project.read('reports/evaluation.html');
    for (const id of ['columns', 'why', 'slices', 'thresholds']) {
      expect(page).toContain(`<section id="${id}">`);
    }
    expect(page).toMatch(/script-src &#39;sha256-|script-src 'sha256-/);
  });

  test('the same again, byte for byte; a value of a protected column stands nowhere', async () => {
    const texts: string[] = [];
    for (let time = 0; time < 2; time++) {
      await using project = await dirWith(projectOf('linear'));
      const run = await project.mlx('evaluate');
      expect(run.exitCode, run.stderr).toBe(0);
      const insight = await insightOf(project);
      texts.push(JSON.stringify(insight));
      const named = insight?.rows?.list.flatMap(({ values }) => Object.keys(values)) ?? [];
      expect(named).toContain('plan');
      expect(named).not.toContain('city');
      expect(insight?.dependence?.columns.map(({ column }) => column)).not.toContain('city');
      expect(JSON.stringify(insight)).not.toMatch(/Ber|Bas|Gen/);
    }
    expect(texts[1]).toBe(texts[0]);
  });

  test('nothing of it where it is not wanted', async () => {
    await using project = await dirWith(projectOf('linear', 'evaluate: { insight: false }'));
    const run = await project.mlx('evaluate');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).not.toContain('matter most');
    expect(await insightOf(project)).toBeUndefined();
    expect(await project.read('reports/evaluation.html')).not.toContain('<script');
  });

  test('whether more data is worth it, when asked', async () => {
    const wish = 'evaluate: { insight: { learning_curve: true, importance: false } }';
    await using project = await dirWith(projectOf('linear', wish));
    const run = await project.mlx('evaluate');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/twice the training rows: roc_auc better by/);
    const { curve } = (await insightOf(project)) ?? {};
    expect(curve?.points.map(({ rows }) => rows)).toEqual([
      54, 54, 135, 135, 270, 270, 405, 405, 540,
    ]);
  });

  test('a wish that is none is refused at its place', async () => {
    await using project = await dirWith(
      projectOf('linear', 'evaluate: { insight: { slice: true } }'),
    );
    const run = await project.mlx('validate');
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toContain('slices');
  });
});

test('predict --explain: contributions sum to the score, as JSON and in words; CSV is refused', async () => {
  await using project = await dirWith(projectOf('{ model: gradient-boosting, trees: 30 }'));
  expect((await project.mlx('package')).exitCode).toBe(0);
  const row = JSON.stringify({
    plan: 'pro',
    city: 'Ber',
    tenure: 3,
    charge: 40,
    calls: 4,
    joined: '2021-01-01',
  });
  const json = await project.mlx(['predict', row, '--explain', '2']);
  expect(json.exitCode, json.stderr).toBe(0);
  const [said] = (JSON.parse(json.stdout) as { predictions: Explained[] }).predictions;
  const { base, score, contributions, others } = said?.explanation as Explained['explanation'];
  expect(contributions).toHaveLength(2);
  const sum = contributions.reduce((total, { adds }) => total + adds, base + others.adds);
  expect(sum).toBeCloseTo(score, 9);
  expect(1 / (1 + Math.exp(-score))).toBeCloseTo(said?.probabilities['yes'] ?? NaN, 9);
  const words = await project.mlx(['predict', '--explain', row, '--format', 'text']);
  expect(words.exitCode, words.stderr).toBe(0);
  expect(words.stdout).toMatch(/row 0 {2}\w+ \([\d.]+ %\)\n {2}\w+ = .*█/);
  expect(words.stdout).toContain('log-odds of yes: starts at');
  const csv = await project.mlx(['predict', row, '--explain', '--format', 'csv']);
  expect(csv.exitCode).toBe(2);
  expect(csv.stderr).toContain('usage/bad-option');
});

interface Explained {
  readonly probabilities: Readonly<Record<string, number>>;
  readonly explanation: {
    readonly base: number;
    readonly score: number;
    readonly contributions: readonly { readonly adds: number }[];
    readonly others: { readonly adds: number };
  };
}

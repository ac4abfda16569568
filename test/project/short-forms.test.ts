import { describe, expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';
import { projectOf } from './broken/broken-case.js';

/** A block as one may write it, and as it is meant. */
const pairs: readonly (readonly [string, string, string])[] = [
  ['ingest', 'customers.csv', '{ sources: { data: { type: csv, path: customers.csv } } }'],
  ['ingest', 'rows.jsonl.gz', '{ sources: { data: { type: jsonl, path: rows.jsonl.gz } } }'],
  [
    'ingest',
    '{ path: customers.csv, delimiter: ";" }',
    '{ sources: { data: { type: csv, path: customers.csv, delimiter: ";" } } }',
  ],
  [
    'ingest',
    '{ path: a.csv, columns: { a: id, b: ignore, c: number } }',
    '{ sources: { data: { type: csv, path: a.csv } }, columns: { a: { role: id }, b: { role: ignore }, c: { type: number } } }',
  ],
  [
    'ingest',
    '{ sources: { a: a.csv, b: { path: b.parquet } } }',
    '{ sources: { a: { type: csv, path: a.csv }, b: { type: parquet, path: b.parquet } } }',
  ],
  ['split', 'random', '{ strategy: random, train: 0.7, validation: 0.15, test: 0.15 }'],
  ['split', '{ test: 20 %, train: 60% }', '{ train: 0.6, validation: 0.2, test: 0.2 }'],
  ['split', '{ column: fold }', '{ strategy: column, column: fold }'],
  ['split', '{ time: at, gap: 7d }', '{ strategy: time, time: at, gap: 7d }'],
  ['split', '{ key: id }', '{ strategy: hash, key: [id] }'],
  ['split', '{ folds: 5 }', '{ folds: { outer: 5, repeats: 1 } }'],
  [
    'tune',
    '{ objectives: [f1, { latency: p95 }, bytes, seconds], search: auto }',
    '{ objectives: [{ metric: f1 }, { latency: p95 }, { bytes: package }, { seconds: train }], search: auto }',
  ],
  [
    'tune',
    '{ objectives: [f1, latency], search: auto }',
    '{ objectives: [{ metric: f1 }, { latency: p50 }], search: auto }',
  ],
  ['split', '{ sealed: 3 }', '{ sealed: { looks: 3 } }'],
  [
    'split',
    '{ audit: off }',
    '{ audit: { duplicates: off, entities: off, future: off, giveaway: off, identifiers: off, names: off, drift: off } }',
  ],
  [
    'ingest',
    '{ path: a.csv, columns: { a: group } }',
    '{ path: a.csv, columns: { a: { role: group } } }',
  ],
  ['features', '{ a: drop }', '{ a: { drop: true } }'],
  ['train', 'linear', '{ candidates: { linear: { model: linear } } }'],
  ['train', '{ model: mlp, epochs: 3 }', '{ candidates: { mlp: { model: mlp, epochs: 3 } } }'],
  [
    'train',
    '{ model: mlp, epochs: 3, select: f1 }',
    '{ candidates: { mlp: { model: mlp, epochs: 3 } }, select: f1 }',
  ],
  [
    'train',
    '{ candidates: { a: linear, b: { model: mlp } } }',
    '{ candidates: { a: { model: linear }, b: { model: mlp } } }',
  ],
  [
    'train',
    '{ model: mlp, early_stopping: false }',
    '{ candidates: { mlp: { model: mlp, early_stopping: { patience: 0 } } } }',
  ],
  [
    'train',
    '{ candidates: { a: { model: gradient-boosting, early_stopping: false } } }',
    '{ candidates: { a: { model: gradient-boosting, early_stopping: { patience: 0 } } } }',
  ],
  ['targets', '{ big: process }', '{ big: { type: process } }'],
  ['registry', 's3://models/churn', '{ url: s3://models/churn }'],
  ['registry', '../shared', '{ path: ../shared }'],
  ['deploy', 'local', '{ to: local }'],
  ['deploy', 'true', '{ to: local, alias: production, port: auto }'],
  ['deploy', '{}', '{ to: local }'],
];

describe('a short form means its long form', () => {
  it.each(pairs)('%s: %s', async (block, short, long) => {
    expect(await settingsOf(projectOf({ [block]: short }))).toEqual(
      await settingsOf(projectOf({ [block]: long })),
    );
  });
});

it('a list of values to search is the long form with `values`', async () => {
  const tune = (search: string): string =>
    projectOf({ train: 'linear', tune: `{ search: { candidates.linear.l2: ${search} } }` });
  expect(await settingsOf(tune('[1, 2]'))).toEqual(await settingsOf(tune('{ values: [1, 2] }')));
});

describe('shares of a split that are left out are filled in', () => {
  it.each([
    ['{}', [0.7, 0.15, 0.15]],
    ['{ test: 20% }', [0.65, 0.15, 0.2]],
    ['{ validation: 5% }', [0.8, 0.05, 0.15]],
    ['{ train: 80% }', [0.8, 0.1, 0.1]],
    ['{ train: 80%, test: 5% }', [0.8, 0.15, 0.05]],
    ['{ train: 0.5, validation: 0.1 }', [0.5, 0.1, 0.4]],
    ['{ train: 33.3%, validation: 33.3%, test: 33.4% }', [0.333, 0.333, 0.334]],
  ])('%s', async (split, [train, validation, test]) => {
    const { settings } = await settingsOf(projectOf({ split }));
    expect(settings.split).toMatchObject({ strategy: 'stratified', train, validation, test });
  });

  it('and a regression is split at random', async () => {
    const text = projectOf({ task: '{ type: regression, target: monthly }' });
    expect((await settingsOf(text)).settings.split['strategy']).toBe('random');
  });
});

it('a project without a name is called after its folder', async () => {
  await using project = await ProjectDir.with({ '42 My Shop!/mlx.yaml': projectOf({}) });
  const { stdout } = await project.mlx(['config', '--json', '-p', '42 My Shop!/mlx.yaml']);
  expect(JSON.parse(stdout)).toMatchObject({ settings: { name: 'my-shop' } });
});

interface Shown {
  readonly settings: { readonly split: Record<string, unknown>; readonly [block: string]: unknown };
}

async function settingsOf(text: string): Promise<Shown> {
  await using project = await ProjectDir.with({ 'mlx.yaml': `name: same\n${text}` });
  const { stdout, stderr } = await project.mlx('config --json');
  expect(stderr).toBe('');
  const { settings } = JSON.parse(stdout) as Shown;
  return { settings };
}

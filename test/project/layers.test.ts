import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';
import { customers } from './broken/broken-case.js';

interface Config {
  readonly settings: Record<string, unknown>;
  readonly origins: Record<string, string>;
}

let project: ProjectDir;

beforeAll(async () => {
  project = await ProjectDir.with({
    'customers.csv': customers(),
    'shared/first.yaml': 'seed: 1\nname: first\npackage: { golden_rows: 1 }\n',
    'shared/second.yaml': 'extends: third.yaml\nseed: 2\n',
    'shared/third.yaml':
      'seed: 3\ncompute: { backend: cpu }\ndeploy: { port: 3000, alias: third }\n',
    'mlx.yaml': `extends:
  - shared/first.yaml
  - shared/second.yaml
task: { type: classification, target: churned }
ingest: customers.csv
train: { model: mlp, epochs: 3 }
environments:
  production:
    seed: 5
    deploy: { port: 5000 }
    train: { epochs: 5 }
  night: { seed: 6, train: { dropout: 0.5 } }
  empty:
`,
  });
});

afterAll(() => project[Symbol.asyncDispose]());

async function config(options = ''): Promise<Config> {
  const { stdout, stderr } = await project.mlx(`config --json ${options}`);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Config;
}

describe('what is said later wins, and everything says where it is from', () => {
  it.each([
    ['', 2, 'shared/second.yaml:2'],
    ['--env production', 5, 'mlx.yaml (production):9'],
    ['--env production --env night', 6, 'mlx.yaml (night):12'],
    ['--env night --env production', 5, 'mlx.yaml (production):9'],
    ['--env empty', 2, 'shared/second.yaml:2'],
    ['--env production --set seed=7', 7, '--set'],
    ['--set seed=7 --set seed=8', 8, '--set'],
  ])('seed with `%s` is %i, from %s', async (options, seed, origin) => {
    const { settings, origins } = await config(options);
    expect(settings['seed']).toBe(seed);
    expect(origins['seed']).toBe(origin);
  });

  it('mappings are merged key by key, across files, environments and --set', async () => {
    const { settings, origins } = await config('--env production --set deploy.host=0.0.0.0');
    expect(settings['deploy']).toEqual({
      ...{ to: 'local', alias: 'third', host: '0.0.0.0', port: 5000, timeout_seconds: 30 },
    });
    expect(origins).toMatchObject({
      'deploy.to': 'default',
      'deploy.alias': 'shared/third.yaml:3',
      'deploy.host': '--set',
      'deploy.port': 'mlx.yaml (production):10',
      'compute.backend': 'shared/third.yaml:2',
      'package.golden_rows': 'shared/first.yaml:3',
    });
  });

  it('a short form in an overlay adds to the candidate below it', async () => {
    const { settings, origins } = await config('--env production --env night --set train.l2=0.1');
    expect(settings['train']).toMatchObject({
      candidates: { mlp: { model: 'mlp', epochs: 5, dropout: 0.5, l2: 0.1 } },
    });
    expect(origins).toMatchObject({
      'train.candidates.mlp.model': 'mlx.yaml:6',
      'train.candidates.mlp.epochs': 'mlx.yaml (production):11',
      'train.candidates.mlp.dropout': 'mlx.yaml (night):12',
      'train.candidates.mlp.l2': '--set',
      'train.candidates.mlp.batch_size': 'default',
    });
  });

  it('the YAML of `mlx config` is a project of its own that gives the same settings', async () => {
    const before = await config('--env production');
    const { stdout } = await project.mlx('config --env production --no-origin');
    await project.write({ 'whole.yaml': stdout });
    const after = await config('--project whole.yaml');
    expect(after.settings).toEqual(before.settings);
  });

  it('the YAML says at each value where it is from', async () => {
    const { stdout } = await project.mlx('config --env production');
    expect(stdout).toContain('seed: 5 # mlx.yaml (production):9\n');
    expect(stdout).toContain('  backend: cpu # shared/third.yaml:2\n');
    expect(stdout).toContain('  timeout_seconds: 30 # default\n');
  });
});

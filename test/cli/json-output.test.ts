import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/run-cli.js';
import { startMlx } from '../helpers/built-mlx.js';
import { commandPaths } from '../helpers/command-paths.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { housesCsv } from '../helpers/small-data.js';
import { housesYaml } from '../helpers/small-projects.js';
import { outputSchemas } from './output-schemas.js';

const stages = ['ingest', 'split', 'train', 'evaluate', 'package'];

/** A command line with `--json` for every command that has it, and the schemas it may answer with. */
const commandLines: Readonly<Record<string, readonly (readonly [line: string, schema: string])[]>> =
  {
    ...Object.fromEntries(stages.map((stage) => [stage, [[stage, 'mlx.run-result/1']]])),
    tune: [
      [
        'tune --set tune.trials=1 --set tune.search={"candidates.linear.l2":{"log":[0.1,1]}}',
        'mlx.run-result/1',
      ],
    ],
    run: [
      ['run', 'mlx.run-result/1'],
      ['run --dry-run', 'mlx.plan/1'],
      ['run --set task.target=none', 'mlx.error/1'],
    ],
    accept: [['accept', 'mlx.accept/1']],
    deploy: [['deploy --dry-run', 'mlx.plan/1']],
    'package verify': [
      ['package verify', 'mlx.package-verify/1'],
      ['package verify v9', 'mlx.error/1'],
    ],
    'keys new': [['keys new ana', 'mlx.key/1']],
    'keys list': [['keys list', 'mlx.keys/1']],
    'keys show': [
      ['keys show ana', 'mlx.key/1'],
      ['keys show nobody', 'mlx.error/1'],
    ],
    'keys trust': [['keys trust nobody nothing.pub', 'mlx.error/1']],
    'registry add': [['registry add', 'mlx.registry-version/1']],
    'registry list': [['registry list', 'mlx.registry/1']],
    'registry show': [
      ['registry show', 'mlx.registry-show/1'],
      ['registry show v9', 'mlx.error/1'],
    ],
    'registry promote': [
      ['registry promote v1 -m good --expect none', 'mlx.registry-promote/1'],
      ['registry promote v1 --expect v9', 'mlx.error/1'],
    ],
    'registry history': [['registry history', 'mlx.registry-history/1']],
    'registry diff': [['registry diff v1 latest', 'mlx.registry-diff/1']],
    'registry tag': [['registry tag v1 +good', 'mlx.registry-label/1']],
    'registry note': [['registry note v1 good', 'mlx.registry-label/1']],
    'registry export': [['registry export v1 --out v1.tar.gz', 'mlx.registry-version/1']],
    'registry import': [
      ['registry import v1.tar.gz', 'mlx.registry-version/1'],
      ['registry import data/houses.csv', 'mlx.error/1'],
    ],
    'registry push': [['registry push v1 --mlflow http://127.0.0.1:9', 'mlx.error/1']],
    'registry gc': [['registry gc --dry-run', 'mlx.registry-gc/1']],
    rollback: [['rollback', 'mlx.error/1']],
    bench: [
      ['bench --seconds 1 --connections 2', 'mlx.bench/1'],
      ['bench --url http://127.0.0.1:9', 'mlx.error/1'],
    ],
    validate: [
      ['validate', 'mlx.validation/1'],
      ['validate --set seed=x', 'mlx.error/1'],
    ],
    plan: [['plan', 'mlx.plan/1']],
    status: [['status', 'mlx.status/1']],
    stop: [['stop', 'mlx.stop/1']],
    forget: [
      ['forget --subject 4711 --column rooms --dry-run', 'mlx.forget/1'],
      ['forget --subject 4711 --column rooms', 'mlx.error/1'],
    ],
    reveal: [['reveal tok_0', 'mlx.error/1']],
    config: [['config', 'mlx.config/1']],
    explain: [
      ['explain', 'mlx.topics/1'],
      ['explain train', 'mlx.explanation/1'],
      ['explain nothing-like-this', 'mlx.error/1'],
    ],
    completion: [['completion bash', 'mlx.completion/1']],
    doctor: [['doctor', 'mlx.doctor/1']],
    'runs list': [['runs list', 'mlx.runs/1']],
    'runs show': [
      ['runs show', 'mlx.run/1'],
      ['runs show none', 'mlx.error/1'],
    ],
    'runs compare': [
      ['runs compare latest~1 latest', 'mlx.runs-compare/1'],
      ['runs compare latest', 'mlx.error/1'],
    ],
    'runs tag': [['runs tag latest +best', 'mlx.run-label/1']],
    'runs note': [['runs note latest good', 'mlx.run-label/1']],
    diff: [
      ['diff', 'mlx.diff/1'],
      ['diff latest~1 latest', 'mlx.diff/1'],
    ],
    'cost-report': [
      ['cost-report', 'mlx.cost-report/1'],
      ['cost-report --by run', 'mlx.cost-report/1'],
    ],
    profile: [
      ['profile', 'mlx.profile/1'],
      ['profile data/houses.csv --target price --source type=csv', 'mlx.profile/1'],
      ['profile --against data/houses.csv', 'mlx.drift/1'],
      ['profile --column none', 'mlx.error/1'],
    ],
    predict: [
      ['predict {"area":90,"rooms":3,"district":"lake","garden":false}', 'mlx.predictions/1'],
      ['predict --in data/houses.csv', 'mlx.predictions/1'],
      ['predict {"area":"wide"}', 'mlx.error/1'],
    ],
    init: [['init another --template iris-like', 'mlx.init/1']],
  };

/** They print something else than a result: a document of its own kind, or what another test reads. */
const elsewhere = ['schema', 'serve', 'package sbom'];

const ajv = new Ajv({ strict: false });
const validators = new Map(
  [...outputSchemas].map(([name, schema]) => [name, ajv.compile(schema as object)]),
);

describe('in a finished project', () => {
  let project: ProjectDir;
  beforeAll(async () => {
    project = await ProjectDir.with({ 'mlx.yaml': housesYaml, 'data/houses.csv': housesCsv(150) });
    const { exitCode, stderr } = await project.mlx('run');
    expect(exitCode, stderr).toBe(0);
  });
  afterAll(() => project[Symbol.asyncDispose]());

  const lines = Object.values(commandLines).flat();
  it.each(lines)(
    '`mlx %s --json` prints one document of %s and nothing else',
    async (line, schema) => {
      const { stdout } = await project.mlx(`${line} --json`, {
        environment: { MLX_KEYS_DIR: join(project.path, 'keys') },
      });
      const document = JSON.parse(stdout) as { schema: string };
      expect(document.schema, stdout).toBe(schema);
      const validate = validators.get(schema);
      expect(validate?.(document), JSON.stringify(validate?.errors)).toBe(true);
    },
  );

  it('`mlx train --json` prints one document when it is stopped, too', async () => {
    const { exitCode, stdout } = await project.mlx('train --force --json', {
      signal: AbortSignal.abort(),
    });
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'run/interrupted', exit: { code: 130 } });
    expect(validators.get('mlx.error/1')?.(JSON.parse(stdout))).toBe(true);
  });

  it('`mlx serve --new-key shop --json` prints a key and its hash', async () => {
    const document = JSON.parse(
      (await project.mlx('serve --new-key shop --json')).stdout,
    ) as object;
    expect(validators.get('mlx.serve-key/1')?.(document)).toBe(true);
  });

  it('`mlx serve --json` prints where it listens', async () => {
    const server = await startMlx(['serve', '--json', '--port', '0'], { cwd: project.path });
    await server.says(/\n\}\n/);
    server.kill('SIGTERM');
    const document = JSON.parse((await server.ended).stdout) as object;
    expect(validators.get('mlx.serve/1')?.(document)).toBe(true);
  });
});

it('every command with `--json` is held against its schema', () => {
  const program = buildProgram(new ContextOfNothing());
  const known = commandPaths(program)
    .filter(({ options }) => options.includes('--json'))
    .map(({ path }) => path);
  expect(known.toSorted()).toEqual([...Object.keys(commandLines), ...elsewhere].toSorted());
});

it.each([...outputSchemas])(
  'the schema of %s is published as it is checked',
  async (name, schema) => {
    const file = `${name.replaceAll('/', '-')}.schema.json`;
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
      `../../schemas/output/${file}`,
    );
  },
);

/** What building the program needs of the world: nothing that does anything. */
class ContextOfNothing {
  readonly cwd = '/';
  readonly stdout = { write: () => undefined };
  readonly stderr = { write: () => undefined };
  readonly stdin = (async function* () {})();
  readonly hasInput = false;
  readonly environment = {};
  readonly signal = new AbortController().signal;
  readonly self = [];
  readonly installation = '/';
  readonly version = '0';
  readonly setEnvironment = (): void => undefined;
}

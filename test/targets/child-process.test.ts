import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { parseMessage } from '../../src/pipeline/job-protocol.js';
import type { JobSpec } from '../../src/pipeline/stage.js';
import { stages } from '../../src/stages/index.js';
import { ingest } from '../../src/stages/ingest.js';
import { childProcess } from '../../src/targets/child-process.js';
import { builtMlx } from '../helpers/built-mlx.js';
import { loadedProject } from '../helpers/loaded-project.js';
import { childrenOf } from '../helpers/processes.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { leftovers } from '../helpers/project-files.js';
import { housesCsv } from '../helpers/small-data.js';
import { housesYaml } from '../helpers/small-projects.js';

const slow = housesYaml.replace(
  /net: \{.*\}/,
  'net: { model: mlp, layers: [64], epochs: 90000, early_stopping: { patience: 0 } }',
);
const projectWith = (params: string): Promise<ProjectDir> =>
  ProjectDir.with({
    'mlx.yaml': `${slow}targets:\n  apart: { type: process${params} }\n`,
    'data/houses.csv': housesCsv(500),
  });

beforeAll(async () => {
  await builtMlx();
});

it.each([
  { limit: 'time_limit_seconds: 0.3', code: 124, words: 'took longer than its limit of <time>' },
  { limit: 'memory_limit_mb: 100', code: 9, words: 'more than its limit of 100 MB' },
])('a stage beyond its $limit is killed and leaves nothing', async ({ limit, code, words }) => {
  await using project = await projectWith(`, ${limit}`);
  const before = await childrenOf(process.pid);
  const { exitCode, stderr } = await project.mlx('ingest --target apart');
  expect(exitCode, stderr).toBe(code);
  expect(stderr).toContain(words);
  expect(await childrenOf(process.pid)).toEqual(before);
  const rest = await leftovers(project.path);
  expect(rest.filter((name) => /partial|tmp$|locks|job/.test(name))).toEqual([]);
  expect(await project.mlx('ingest')).toMatchObject({ exitCode: 0 });
});

it('a child that crashes is told with the signal that ended it', async () => {
  await using project = await projectWith('');
  expect(await project.mlx('split')).toMatchObject({ exitCode: 0 });
  const before = await childrenOf(process.pid);
  const running = project.mlx('train --target apart');
  let child: number | undefined;
  while (child === undefined) {
    await sleep(20);
    child = (await childrenOf(process.pid)).find((pid) => !before.includes(pid));
  }
  await sleep(500);
  process.kill(child, 'SIGSEGV');
  const { exitCode, stderr } = await running;
  expect(exitCode, stderr).toBe(9);
  expect(stderr).toContain('The process of the train stage ended with SIGSEGV before it was done');
});

it('a program that cannot be started is told by name', async () => {
  await using project = await projectWith('');
  const spec = await ingestJob(project);
  const execute = childProcess.open(
    { time_limit_seconds: undefined, memory_limit_mb: undefined },
    {
      cacheDir: '',
      memoryBytes: 2 ** 30,
      setEnvironment: () => undefined,
      environment: {},
      self: ['/no/such/mlx'],
    },
  );
  const world = { signal: new AbortController().signal, emit: () => undefined };
  await expect(execute(stages.get('ingest'), spec, world)).rejects.toMatchObject({
    code: 'target/failed',
    hints: ['Look whether `/no/such/mlx` can be run'],
  });
});

it('a job is plain data: written to a file, any mlx can do it and speaks of it in JSON lines', async () => {
  await using project = await projectWith('');
  const spec = await ingestJob(project);
  expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
  const file = join(spec.scratch, 'job.json');
  await writeFile(file, JSON.stringify(spec));
  const { exitCode, stdout } = await project.mlx(['job', file]);
  expect(exitCode).toBe(0);
  const messages = stdout.trim().split('\n').map(parseMessage);
  // Standard input is closed here, as after the death of a parent: the job gives up or is done, and says which.
  expect(['done', 'failed']).toContain(messages.at(-1)?.type);
});

async function ingestJob(project: ProjectDir): Promise<JobSpec> {
  const [output, scratch] = [join(project.path, 'output'), join(project.path, 'scratch')];
  await Promise.all([mkdir(output), mkdir(scratch)]);
  const settings = ingest.settings(await loadedProject(project));
  const { stage, ...rest } = { stage: 'ingest', settings, projectDir: project.path };
  return { stage, ...rest, inputs: {}, output, scratch };
}

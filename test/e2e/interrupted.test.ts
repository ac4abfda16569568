import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedMlx, startMlx } from '../helpers/built-mlx.js';
import { childrenOf, stillRunning } from '../helpers/processes.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { leftovers, recordsIn } from '../helpers/project-files.js';
import { customersCsv } from '../helpers/small-data.js';
import { customersYaml } from '../helpers/small-projects.js';

/** What a person is asked to wait, on a machine that does other things too. */
const allowedSeconds = 3;
const manyRows = 300_000;

const slowNet =
  '{ model: mlp, layers: [64, 64], epochs: 90000, batch_size: 32, early_stopping: { patience: 0 } }';
/** Its trials end by themselves, after some seconds. */
const searchedNet = '{ model: mlp, layers: [64, 64], epochs: 5000, batch_size: 32 }';
const yaml = `${customersYaml.replace(/net: \{.*\}/, `net: ${searchedNet}`)}targets:\n  apart: { type: process }\n`;
const withoutSearch = yaml.replace(/^tune:\n(?: .*\n)+/m, '').replace(searchedNet, slowNet);
const quick = withoutSearch.replace(slowNet, '{ model: mlp, layers: [4], epochs: 1 }');

describe.each(['local', 'apart'])('on the target %s', (target) => {
  const command = ['run', '--target', target, '--verbose'];

  it.for([
    {
      stage: 'ingest',
      signal: 'SIGINT',
      when: /ingest +running/,
      text: withoutSearch,
      rows: manyRows,
    },
    { stage: 'train', signal: 'SIGINT', when: /train +epoch/, text: withoutSearch, rows: 2000 },
    { stage: 'tune', signal: 'SIGTERM', when: /tune +trial/, text: yaml, rows: 2000 },
  ] as const)(
    '$stage ends soon after $signal and leaves nothing',
    async ({ stage, signal, when, text, rows }, { annotate }) => {
      await using project = await ProjectDir.with({
        'mlx.yaml': text,
        'data/customers.csv': customersCsv(rows),
      });
      const run = await startMlx(command, { cwd: project.path });
      await run.says(when);
      let children = await childrenOf(run.pid);
      while (target === 'apart' && children.length === 0) children = await childrenOf(run.pid);
      if (stage === 'ingest') await sleep(target === 'apart' ? 700 : 200);

      const { seconds, exitCode, stderr } = await interrupted(run, signal);
      await annotate(`${Math.round(seconds * 1000)} ms from the signal to the end`);
      expect(exitCode, stderr).toBe(130);
      expect(stderr.trimEnd().split('\n').at(-1)).toBe('exit 130 (interrupted)');
      expect(seconds).toBeLessThan(allowedSeconds);
      expect(await stillRunning(children)).toEqual([]);
      const rest = await leftovers(project.path);
      expect(rest.filter((name) => !name.startsWith('scratch/'))).toEqual([]);
      const list = await project.mlx('runs list --json');
      expect(recordsIn(list.stdout)[0]?.outcome).toBe('interrupted');

      await project.write({ 'mlx.yaml': quick, 'data/customers.csv': customersCsv(400) });
      const next = await project.mlx('run');
      expect(next.exitCode, next.stderr).toBe(0);
    },
  );
});

describe('in the middle of training', () => {
  let project: ProjectDir;
  beforeAll(async () => {
    project = await ProjectDir.with({
      'mlx.yaml': withoutSearch,
      'data/customers.csv': customersCsv(2000),
    });
  });
  afterAll(() => project[Symbol.asyncDispose]());

  it('a second Ctrl-C leaves at once', async ({ annotate }) => {
    const run = await startMlx(['train', '--verbose'], { cwd: project.path });
    await run.says(/train +epoch/);
    const startedAt = performance.now();
    run.kill('SIGINT');
    run.kill('SIGINT');
    const { exitCode } = await run.ended;
    expect(exitCode).toBe(130);
    await annotate(`${Math.round(performance.now() - startedAt)} ms from the first signal`);
  });

  it('a child process ends by itself when its parent is killed', async ({ annotate }) => {
    const run = await startMlx(['train', '--target', 'apart', '--verbose'], { cwd: project.path });
    await run.says(/train +epoch/);
    const children = await childrenOf(run.pid);
    expect(children).toHaveLength(1);
    run.kill('SIGKILL');
    const startedAt = performance.now();
    expect(await stillRunning(children, 8)).toEqual([]);
    await annotate(`${Math.round(performance.now() - startedAt)} ms after its parent`);
  });
});

async function interrupted(run: StartedMlx, signal: 'SIGINT' | 'SIGTERM') {
  const startedAt = performance.now();
  run.kill(signal);
  const { exitCode, stderr } = await run.ended;
  return { exitCode, stderr, seconds: (performance.now() - startedAt) / 1000 };
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtMlx, runMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { housesCsv } from '../helpers/small-data.js';
import { housesYaml } from '../helpers/small-projects.js';

const run = promisify(execFile);
const escape = '\u001b[';

describe('in a finished project', () => {
  let project: ProjectDir;
  let mlx: string;
  beforeAll(async () => {
    project = await ProjectDir.with({ 'mlx.yaml': housesYaml, 'data/houses.csv': housesCsv(150) });
    mlx = `'${process.execPath}' '${await builtMlx()}'`;
    expect(await runMlx('run', { cwd: project.path })).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => project[Symbol.asyncDispose]());

  /** Runs a line of bash that fails when any part of a pipe does. */
  const bash = (line: string) => run('bash', ['-o', 'pipefail', '-c', line], { cwd: project.path });

  it('standard output is the result alone: what `--json` prints can be piped on while it works', async () => {
    const { stdout, stderr } = await bash(`${mlx} run --json | '${process.execPath}' -e '
      process.stdin.toArray().then((all) => console.log(JSON.parse(all.join("")).outcome))'`);
    expect(stdout).toBe('done\n');
    expect(stderr).toMatch(/^ingest +fresh/m);
  });

  it.each(['runs list', 'explain', 'config', 'schema', 'plan', 'predict --in data/houses.csv'])(
    '`mlx %s | head -1` ends without an error',
    async (command) => {
      const { stdout, stderr } = await bash(`${mlx} ${command} | head -1`);
      expect(stdout.trim().split('\n')).toHaveLength(1);
      expect(stderr).toBe('');
    },
  );

  it.each([
    ['a pipe', {}, false],
    ['NO_COLOR', { NO_COLOR: '1' }, false],
    ['FORCE_COLOR', { NO_COLOR: '', FORCE_COLOR: '1' }, true],
    ['both, where NO_COLOR wins', { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('with %s the colours are as asked for', async (_what, env, coloured) => {
    const { stdout, stderr } = await runMlx('run', {
      cwd: project.path,
      env: { NO_COLOR: undefined, ...env },
    });
    expect((stdout + stderr).includes(escape)).toBe(coloured);
  });

  it('`--no-color` beats FORCE_COLOR', async () => {
    const env = { NO_COLOR: undefined, FORCE_COLOR: '1' };
    const { stdout, stderr } = await runMlx('run --no-color', { cwd: project.path, env });
    expect((stdout + stderr).includes(escape)).toBe(false);
  });

  it('in CI there are plain lines, on a terminal too', async () => {
    const inTerminal = `script -qec "CI=true NO_COLOR=1 ${mlx} run" /dev/null`;
    const { stdout } = await bash(inTerminal);
    expect(stdout).toMatch(/^ingest +fresh +nothing changed/m);
    expect(stdout).not.toContain(escape);
  });

  it('`--quiet` says nothing when all is well, and errors still', async () => {
    const quiet = await runMlx('run --quiet', { cwd: project.path });
    expect(quiet).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    const wrong = await runMlx('run --quiet --set seed=x', { cwd: project.path });
    expect(wrong.exitCode).toBe(3);
    expect(wrong.stderr).toContain('seed');
  });

  it('`--progress json` speaks of the run in lines of JSON on standard error', async () => {
    const { stderr } = await runMlx('run --progress json', { cwd: project.path });
    const events = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(events[0]?.type).toBe('run-started');
    expect(events.at(-1)?.type).toBe('run-finished');
  });
});

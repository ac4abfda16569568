import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stageSummaries } from '../../src/cli/commands/stage-commands.js';
import { topics } from '../../src/cli/explanation.js';
import { mlxVersion } from '../../src/contracts/version.js';
import { stages } from '../../src/stages/index.js';
import { installation, ProjectDir } from '../helpers/project-dir.js';

test('there is a command for every stage, in order and with its summary', () => {
  expect(Object.entries(stageSummaries)).toEqual(
    [...stages].map(({ name, summary }) => [name, summary]),
  );
});

test('the version is that of package.json', async () => {
  const text = await readFile(join(installation, 'package.json'), 'utf8');
  expect((JSON.parse(text) as { version: string }).version).toBe(mlxVersion);
});

test('everything that `mlx explain` lists can be explained', async () => {
  await using project = await ProjectDir.with();
  for (const topic of Object.values(topics()).flat()) {
    const { exitCode, stdout } = await project.mlx(['explain', topic]);
    expect([topic, exitCode]).toEqual([topic, 0]);
    expect(stdout.length, topic).toBeGreaterThan(10);
  }
});

test('a topic that is misspelt offers the nearest', async () => {
  await using project = await ProjectDir.with();
  const { exitCode, stderr } = await project.mlx('explain train.candidtes');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Did you mean `train.candidates`?');
});

test.each([
  ['--version', 0],
  ['--help', 0],
  ['help run', 0],
  ['trian', 2],
  ['run --targt x', 2],
  ['runs list --limit 0', 2],
])('mlx %s exits with %i', async (line, code) => {
  await using project = await ProjectDir.with();
  expect((await project.mlx(line)).exitCode).toBe(code);
});

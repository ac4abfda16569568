import { expect, it } from 'vitest';
import { runMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { artifactDigests, leftovers } from '../helpers/project-files.js';
import { customersCsv } from '../helpers/small-data.js';
import { customersYaml, customersYamlReordered } from '../helpers/small-projects.js';

const data = { 'data/customers.csv': customersCsv(600) };

it('the same project in two folders gives the same bytes, metrics and predictions included', async () => {
  await using one = await ProjectDir.with({ 'mlx.yaml': customersYaml, ...data });
  await using other = await ProjectDir.with({ 'mlx.yaml': customersYaml, ...data });
  const ended = await runMlx('run', { cwd: one.path });
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  expect(await runMlx('run', { cwd: other.path })).toMatchObject({ exitCode: 0 });

  const digests = await artifactDigests(one.path);
  const stages = new Set(Object.keys(digests).map((name) => name.split('/')[0]));
  expect([...stages]).toEqual(['evaluate', 'ingest', 'package', 'split', 'train', 'tune']);
  expect(await artifactDigests(other.path)).toEqual(digests);
  expect(await leftovers(one.path)).toEqual([]);
});

it('a child process makes the same bytes as mlx itself, whatever the order of keys in mlx.yaml', async () => {
  await using here = await ProjectDir.with({ 'mlx.yaml': customersYaml, ...data });
  await using there = await ProjectDir.with({
    'mlx.yaml': `${customersYamlReordered}targets:\n  apart: { type: process }\n`,
    ...data,
  });
  expect(await runMlx('run', { cwd: here.path })).toMatchObject({ exitCode: 0 });
  const apart = await runMlx('run --target apart', { cwd: there.path });
  expect(apart.exitCode, apart.stderr).toBe(0);

  expect(await artifactDigests(there.path)).toEqual(await artifactDigests(here.path));
  expect(await leftovers(there.path)).toEqual([]);
});

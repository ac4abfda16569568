import { expect, it } from 'vitest';
import { runMlx, startMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { artifactDigests, leftovers, recordsIn } from '../helpers/project-files.js';
import { customersCsv } from '../helpers/small-data.js';
import { customersYaml } from '../helpers/small-projects.js';

const files = {
  'mlx.yaml': `${customersYaml}compute: { backend: cpu }\n`,
  'data/customers.csv': customersCsv(400),
};

it.each([2, 4])('%d processes in one project at once do the work of one', async (count) => {
  await using alone = await ProjectDir.with(files);
  expect(await runMlx('run', { cwd: alone.path })).toMatchObject({ exitCode: 0 });

  await using project = await ProjectDir.with(files);
  const started = await Promise.all(
    Array.from({ length: count }, () => startMlx(['run'], { cwd: project.path })),
  );
  const ended = await Promise.all(started.map((each) => each.ended));
  for (const { exitCode, stderr } of ended) expect(exitCode, stderr).toBe(0);

  expect(await artifactDigests(project.path)).toEqual(await artifactDigests(alone.path));
  expect(await leftovers(project.path)).toEqual([]);
  const records = recordsIn((await runMlx('runs list --json', { cwd: project.path })).stdout);
  expect(records).toHaveLength(count);
  const ran = records.flatMap(({ stages }) => stages.filter(({ state }) => state === 'ran'));
  expect(ran.map(({ stage }) => stage).toSorted()).toEqual([
    'evaluate',
    'ingest',
    'package',
    'split',
    'train',
    'tune',
  ]);
  const told = ended.map(({ stderr }) => stderr).join('');
  expect(told).toMatch(/waiting +another mlx, process \d+, is making it/);
  const pids = [...told.matchAll(/another mlx, process (\d+)/g)].map(([, pid]) => Number(pid));
  expect(started.map(({ pid }) => pid)).toEqual(expect.arrayContaining([...new Set(pids)]));
  expect(told).toContain('made meanwhile by another mlx');
});

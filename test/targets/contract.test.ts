import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { targets } from '../../src/targets/index.js';
import { builtMlx } from '../helpers/built-mlx.js';
import { childrenOf } from '../helpers/processes.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { artifactDigests, leftovers } from '../helpers/project-files.js';
import { housesCsv } from '../helpers/small-data.js';
import { housesYaml } from '../helpers/small-projects.js';

const yamlFor = (target: string): string => `${housesYaml}targets:\n  there: { type: ${target} }\n`;

beforeAll(async () => {
  await builtMlx();
});

describe.each([...targets.names])('the target %s', (name) => {
  it('fills the output with the same bytes as this process does, and says what it used', async () => {
    await using here = await ProjectDir.with({
      'mlx.yaml': housesYaml,
      'data/houses.csv': housesCsv(200),
    });
    await using there = await ProjectDir.with({
      'mlx.yaml': yamlFor(name),
      'data/houses.csv': housesCsv(200),
    });
    expect(await here.mlx('split')).toMatchObject({ exitCode: 0 });
    const { exitCode, stderr } = await there.mlx('split --target there --progress json');
    expect(exitCode, stderr).toBe(0);

    expect(await artifactDigests(there.path)).toEqual(await artifactDigests(here.path));
    expect(await leftovers(there.path)).toEqual([]);
    const events = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.filter(({ type }) => type === 'stage-event').length).toBeGreaterThan(0);
    for (const finished of events.filter(({ type }) => type === 'stage-finished')) {
      for (const what of ['seconds', 'cpuSeconds', 'peakMemoryMb', 'bytes']) {
        expect(finished[what], what).toBeGreaterThan(0);
      }
    }
  });

  it('gives a failure back as it was, and leaves nothing', async () => {
    const broken = { 'data/houses.csv': housesCsv(50).replaceAll(/(\n\d+,)\d*,/g, '$1many,') };
    const pinned = 'ingest: { columns: { rooms: integer }, ';
    const yaml = yamlFor(name).replace('ingest: { ', pinned);
    await using here = await ProjectDir.with({ 'mlx.yaml': yaml, ...broken });
    await using there = await ProjectDir.with({ 'mlx.yaml': yaml, ...broken });
    const expected = await here.mlx('ingest --json');
    const got = await there.mlx('ingest --json --target there');
    expect(expected.exitCode, expected.stderr).toBe(4);
    expect(got.exitCode).toBe(4);
    expect(JSON.parse(got.stdout)).toEqual(JSON.parse(expected.stdout));
    expect((await leftovers(there.path)).filter(isNoScratchFolder)).toEqual([]);
  });

  it('honours the signal within two seconds and leaves nothing running', async () => {
    const slow = housesYaml.replace(
      /net: \{.*\}/,
      'net: { model: mlp, layers: [64], epochs: 90000, early_stopping: { patience: 0 } }',
    );
    await using project = await ProjectDir.with({
      'mlx.yaml': `${slow}targets:\n  there: { type: ${name} }\n`,
      'data/houses.csv': housesCsv(500),
    });
    const before = await childrenOf(process.pid);
    const interrupt = new AbortController();
    const running = project.mlx('train --target there', { signal: interrupt.signal });
    await sleep(4000);
    const startedAt = performance.now();
    interrupt.abort();
    const { exitCode, stderr } = await running;
    expect(exitCode, stderr).toBe(130);
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(await childrenOf(process.pid)).toEqual(before);
    expect((await leftovers(project.path)).filter(isNoScratchFolder)).toEqual([]);
  });
});

/** Scratch survives on purpose: the next attempt goes on from it. */
function isNoScratchFolder(name: string): boolean {
  return !name.startsWith('scratch/') || name.endsWith('job.json');
}

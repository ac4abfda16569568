import { beforeAll, expect, it, vi } from 'vitest';
import { randomFor } from '../../src/contracts/seeded-random.js';
import { builtMlx } from '../helpers/built-mlx.js';
import { finishSearch, killSearch } from '../helpers/killed-searches.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { leftovers } from '../helpers/project-files.js';
import { oddProject, storeOf, tuningOf } from '../helpers/searches.js';
import { customersCsv } from '../helpers/small-data.js';

// Each of them runs mlx several times.
vi.setConfig({ testTimeout: 180_000 });

beforeAll(() => builtMlx());

const project = (parallel: number): Record<string, string> => ({
  ...oddProject(
    `{ trials: 8, parallel: ${parallel}, search: { candidates.odd.slope: { float: [-3, 3] }, candidates.odd.ms: [250] } }`,
  ),
  'data.csv': customersCsv(300),
});

it.each([1, 2])(
  'a search of %i at once that is killed again and again ends as one that was left alone',
  async (parallel) => {
    await using alone = await ProjectDir.with(project(parallel));
    await finishSearch(alone);
    await using killed = await ProjectDir.with(project(parallel));
    const random = randomFor(parallel, 'test/killed-search');
    let kills = 0;
    for (let round = 1; round <= 4; round++) {
      const when = { afterTrials: 2 * round, afterMs: 300 * random() };
      if (!(await killSearch(killed, { victim: 'search', ...when }))) break;
      kills++;
    }
    await finishSearch(killed);
    expect(kills).toBeGreaterThan(0);
    expect((await tuningOf(killed)).trials).toEqual((await tuningOf(alone)).trials);

    const lines = await storeOf(killed);
    for (let number = 0; number < 8; number++) {
      const own = lines.filter((line) => line['number'] === number);
      expect(own.filter(({ event }) => event === 'finished')).toHaveLength(1);
      // A trial that had ended is not begun again.
      expect(own.at(-1)?.event).toBe('finished');
    }
    expect(await leftovers(killed.path)).toEqual([]);
  },
);

it('a trial that is killed has failed, and those after it run', async () => {
  await using killed = await ProjectDir.with(project(1));
  await killSearch(killed, { victim: 'trial', afterTrials: 3, afterMs: 50 });
  const { trials } = await tuningOf(killed);
  expect(trials).toHaveLength(8);
  const failed = trials.filter(({ state }) => state === 'failed');
  expect(failed).toHaveLength(1);
  expect(failed[0]?.problem).toContain('SIGKILL');
});

it('search and trial killed at once lose nothing but what was under way', async () => {
  await using killed = await ProjectDir.with(project(2));
  await killSearch(killed, { victim: 'both', afterTrials: 4, afterMs: 50 });
  const before = (await storeOf(killed)).filter(({ event }) => event === 'finished').length;
  const said = await finishSearch(killed);
  if (before > 0) expect(said).toContain(`goes on after ${before} trials made before`);
  const { trials } = await tuningOf(killed);
  expect(trials.map(({ state }) => state)).toEqual(trials.map(() => 'complete'));
  expect(trials).toHaveLength(8);
});

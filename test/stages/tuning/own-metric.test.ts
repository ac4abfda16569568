import { afterAll, beforeAll, expect, it } from 'vitest';
import { compareCandidates } from '../../../src/stages/fits/compare-candidates.js';
import type { DoneFit } from '../../../src/stages/fits/run-fits.js';
import { selectionMetric } from '../../../src/stages/judging/own-metric.js';
import type { Learning } from '../../../src/stages/learning.js';
import { filesOfLearning, type LearningSettings } from '../../../src/stages/learning-settings.js';
import { doTrial, type TrialWorld } from '../../../src/stages/tuning/do-trial.js';
import { objectivesOf } from '../../../src/stages/tuning/objectives.js';
import type { TrialTask } from '../../../src/stages/tuning/trial.js';
import { ProjectDir } from '../../helpers/project-dir.js';
import { customersCsv } from '../../helpers/small-data.js';
import { trialsOf } from '../../helpers/trials-of.js';

// Best is what says "yes" to the fewest: no metric of mlx would choose that.
const quiet = `export default {
  title: 'share said yes to',
  direction: 'lower',
  score: ({ predicted }) => predicted.filter((each) => each === 1).length / predicted.length,
};
`;

const yaml = `version: 1
name: customers
task: { type: classification, target: left, positive: "yes" }
ingest: { path: data.csv, columns: { customer: id } }
train: { candidates: { floor: baseline, line: linear }, select: ./quiet.js }
compute: { backend: cpu }
`;

let project: ProjectDir;
let settings: LearningSettings;
let learning: Learning;
let world: TrialWorld;

beforeAll(async () => {
  project = await ProjectDir.with({
    'data.csv': customersCsv(300),
    'mlx.yaml': yaml,
    'quiet.js': quiet,
    'numbers.js': quiet.replace(
      "direction: 'lower',",
      "direction: 'lower', tasks: ['regression'],",
    ),
  });
  const trials = await trialsOf(project);
  ({ settings, learning } = trials);
  world = {
    ...trials.world,
    prunerOf: () => {
      throw new Error('nothing is pruned');
    },
  };
});

afterAll(async () => {
  await learning.close();
  await project[Symbol.asyncDispose]();
});

it('decides in the direction that it declares, and its file is part of what is learnt', async () => {
  expect(learning.metric).toMatchObject({ name: './quiet.js', direction: 'lower' });
  expect(await filesOfLearning(settings, project.path)).toContain('quiet.js');
  const done = ['line', 'floor', 'other'].map(
    (candidate, at) =>
      ({
        fit: { candidate, settings: { model: 'linear' }, fold: null },
        ...{ score: [0.3, 0.1, 0.2][at], direction: learning.metric.direction, notes: [] },
      }) as unknown as DoneFit,
  );
  const { chosen } = compareCandidates(done, { folds: 0, tuned: {} });
  expect(chosen.fit.candidate).toBe('floor');
});

it('judges trials, beside metrics that are told something', async () => {
  const written = [{ metric: './quiet.js' }, { metric: 'fbeta(beta=2)' }];
  const objectives = await objectivesOf(written, learning.metric, project.path);
  expect(objectives.map(({ direction }) => direction)).toEqual(['lower', 'higher']);
  const reached = async (candidate: string): Promise<readonly number[]> => {
    const own = settings.candidates[candidate] as TrialTask['settings'];
    const task = { candidate, settings: own, shared: {}, seed: 7, folds: null, objectives };
    return (await doTrial(task, world)).values ?? [];
  };
  const [all, allFound = 0] = await reached('floor');
  const [some = 1, someFound = 0] = await reached('line');
  // Most of the customers left, so that the floor says it of everybody: none is missed, and some are said to have who have not.
  expect([all, allFound > 0.8 && allFound < 0.9]).toEqual([1, true]);
  expect(some).toBeGreaterThan(0.3);
  expect(some).toBeLessThan(0.8);
  expect(someFound).toBeGreaterThan(0.5);
});

it('is refused where it says that it judges other tasks', async () => {
  await expect(selectionMetric(learning.task, './numbers.js', project.path)).rejects.toMatchObject({
    code: 'data/user-module',
    message: expect.stringContaining('judges regression, and this task is binary') as string,
  });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { metrics } from '../../../src/learning/metrics/index.js';
import type { Pruner } from '../../../src/learning/tuners/pruner.js';
import type { Learning } from '../../../src/stages/learning.js';
import type { LearningSettings } from '../../../src/stages/learning-settings.js';
import { doTrial, type TrialWorld } from '../../../src/stages/tuning/do-trial.js';
import { byMetric } from '../../../src/stages/tuning/objectives.js';
import type { TrialTask } from '../../../src/stages/tuning/trial.js';
import { ProjectDir } from '../../helpers/project-dir.js';
import { customersCsv } from '../../helpers/small-data.js';
import { trialsOf } from '../../helpers/trials-of.js';

const yaml = `version: 1
name: customers
seed: 7
task: { type: classification, target: left, positive: "yes" }
ingest: { path: data.csv, columns: { customer: id } }
train:
  candidates:
    boosted: { model: gradient-boosting, trees: 40, early_stopping: { patience: 0 } }
    net: { model: mlp, layers: [4], epochs: 12, early_stopping: { patience: 0 } }
    forest: { model: random-forest, trees: 5 }
compute: { backend: cpu }
`;

let project: ProjectDir;
let world: Omit<TrialWorld, 'prunerOf'>;
let learning: Learning;
let settings: LearningSettings;

beforeAll(async () => {
  project = await ProjectDir.with({ 'mlx.yaml': yaml, 'data.csv': customersCsv(300) });
  ({ settings, learning, world } = await trialsOf(project));
});

afterAll(async () => {
  await learning.close();
  await project[Symbol.asyncDispose]();
});

const task = (candidate: string): TrialTask => {
  const own = settings.candidates[candidate];
  if (own === undefined) throw new Error(`no ${candidate}`);
  return {
    ...{ candidate, settings: own, shared: {}, seed: 7, folds: null },
    objectives: [byMetric(metrics.get('roc_auc'))],
    pruning: {
      pruner: 'tiny',
      number: 3,
      seed: 7,
      others: [{ number: 1, state: 'complete', steps: [] }],
    },
  };
};

/** Gives up after five steps, and remembers what it was told. */
function tiny(asked: { steps: number; direction: string; others: number }[]): Pruner {
  return {
    name: 'tiny',
    summary: 'for this test',
    prunes: ({ steps, number, state }, others, { direction }) => {
      expect([number, state]).toEqual([3, 'running']);
      asked.push({ steps: steps.length, direction, others: others.length });
      return steps.length >= 5;
    },
  };
}

it.each(['boosted', 'net'])(
  '%s is given up at the step that the pruner says, and judged as it is',
  async (name) => {
    const asked: Parameters<typeof tiny>[0] = [];
    const outcome = await doTrial(task(name), { ...world, prunerOf: () => tiny(asked) });
    expect(outcome).toMatchObject({ state: 'pruned', epochs: 5 });
    expect(outcome.steps?.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
    expect(outcome.values?.[0]).toBeGreaterThan(0.4);
    expect(asked.at(-1)).toEqual({ steps: 5, direction: 'lower', others: 1 });
    const again = await doTrial(task(name), { ...world, prunerOf: () => tiny([]) });
    expect({ ...again, usage: null }).toEqual({ ...outcome, usage: null });
  },
);

it('a family that tells of no validation loss is never given up', async () => {
  const asked: Parameters<typeof tiny>[0] = [];
  const outcome = await doTrial(task('forest'), { ...world, prunerOf: () => tiny(asked) });
  expect(outcome).toMatchObject({ state: 'complete', steps: [] });
  expect(asked).toEqual([]);
});

it('what never is given up goes to its end', async () => {
  const never: Pruner = { name: 'never', summary: 'for this test', prunes: () => false };
  const outcome = await doTrial(task('boosted'), { ...world, prunerOf: () => never });
  expect(outcome).toMatchObject({ state: 'complete', epochs: 40 });
  expect(outcome.steps).toHaveLength(40);
});

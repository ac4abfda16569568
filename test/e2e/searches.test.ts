import { beforeAll, describe, expect, it, vi } from 'vitest';
import { builtMlx, runMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { leftovers } from '../helpers/project-files.js';
import { costsOf, oddProject, storeOf, tuningOf } from '../helpers/searches.js';
import { customersCsv } from '../helpers/small-data.js';

// Each of them runs mlx more than once, with processes of its own.
vi.setConfig({ testTimeout: 180_000 });

beforeAll(() => builtMlx());

const data = { 'data.csv': customersCsv(400) };

async function searched(tune: string, command = 'tune'): Promise<ProjectDir> {
  const project = await ProjectDir.with({ ...oddProject(tune), ...data });
  const run = await runMlx(command, { cwd: project.path });
  expect(run.exitCode, run.stderr).toBe(0);
  return project;
}

const slopes = 'candidates.odd.slope: { float: [-3, 3] }';

describe('a search', () => {
  it('of one trial at once is the same in every run, bit by bit', async () => {
    await using one = await searched(`{ trials: 6, search: { ${slopes} } }`);
    await using other = await searched(`{ trials: 6, search: { ${slopes} } }`);
    expect(await tuningOf(other)).toEqual(await tuningOf(one));
    expect(await leftovers(one.path)).toEqual([]);
  });

  it('of two at once reaches the same with the same params', async () => {
    await using one = await searched(`{ trials: 8, search: { ${slopes} } }`);
    await using two = await searched(`{ trials: 8, parallel: 2, search: { ${slopes} } }`);
    const [alone, beside] = [await tuningOf(one), await tuningOf(two)];
    expect(beside.trials).toEqual(alone.trials);
    expect(beside.winner).toEqual(alone.winner);
    expect((await costsOf(two)).parallel).toBe(2);
  });

  it('goes on when a trial crashes, throws or takes too much memory', async () => {
    const modes = 'candidates.odd.mode: [well, crash, leak, throw]';
    await using project = await searched(
      `{ sampler: grid, memory_limit_mb: 700, search: { ${modes} } }`,
    );
    const { trials, winner } = await tuningOf(project);
    expect(trials.map(({ params, state }) => [params['mode'], state])).toEqual([
      ['well', 'complete'],
      ['crash', 'failed'],
      ['leak', 'failed'],
      ['throw', 'failed'],
    ]);
    expect(winner.params).toEqual({ mode: 'well' });
    expect(trials[1]?.problem).toContain('SIGKILL');
    expect(trials[2]?.problem).toMatch(/^Its process used \d+ MB, more than the limit of 700 MB$/);
    expect(trials[3]?.problem).toContain('no such thing');
  });

  it('of which every trial fails has failed, with their reasons', async () => {
    await using project = await ProjectDir.with({
      ...oddProject('{ sampler: grid, search: { candidates.odd.mode: [crash, throw] } }'),
      ...data,
    });
    const run = await runMlx('tune', { cwd: project.path });
    expect(run.exitCode).not.toBe(0);
    expect(run.stderr).toContain('No trial of the search gave a model');
    expect(run.stderr).toContain('Trial 2: ');
    expect(await leftovers(project.path)).toEqual([]);
  });

  it('never trains the same twice, and is given more trials without losing those it made', async () => {
    await using project = await searched(
      '{ trials: 3, sampler: grid, search: { candidates.odd.slope: [1, 2, 3, 4, 5] } }',
    );
    const text = await project.read('mlx.yaml');
    await project.write({ 'mlx.yaml': text.replace('trials: 3', 'trials: 9') });
    const more = await runMlx('tune', { cwd: project.path });
    expect(more.stderr).toContain('goes on after 3 trials made before');
    expect(more.stderr).toContain('every point was tried');
    const started = (await storeOf(project)).filter(({ event }) => event === 'started');
    expect(started.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4]);

    const fresh = await runMlx('tune --fresh', { cwd: project.path });
    expect(fresh.stderr).not.toContain('goes on after');
    expect(await storeOf(project)).toHaveLength(10);
  });

  it('knows that params which mean the same make the same trial', async () => {
    // The first is the default, written out.
    await using project = await searched(
      '{ sampler: grid, search: { candidates.odd.ms: [0, 20], candidates.odd.params.ms: [0, 20] } }',
    );
    const { trials } = await tuningOf(project);
    expect(trials.map(({ state }) => state)).toEqual(['complete', 'complete', 'same', 'same']);
    expect(trials[2]).toMatchObject({ sameAs: 0, score: trials[0]?.score });
    const started = (await storeOf(project)).filter(({ event }) => event === 'started');
    expect(started).toHaveLength(2);
  });

  it('ends when its time is used up, and leaves out what was under way', async () => {
    await using project = await searched(
      `{ trials: 500, parallel: 2, minutes: 0.06, search: { ${slopes}, candidates.odd.ms: [400] } }`,
    );
    const { trials, stopped } = await tuningOf(project);
    expect(trials.length).toBeGreaterThan(0);
    expect(trials.length).toBeLessThan(60);
    expect(stopped).toMatch(/time of 0.06 min was used up|a trial takes about/);
    expect(trials.every(({ state }) => state === 'complete')).toBe(true);
  });

  it('makes one trial whatever the budget, and pays for it in money', async () => {
    const project = await ProjectDir.with({
      ...oddProject(`{ budget: { usd: 0.0000001 } }`),
      ...data,
    });
    await using _ = project;
    const text = (await project.read('mlx.yaml')).replace(
      '{ budget',
      `{ search: { ${slopes} }, budget`,
    );
    await project.write({ 'mlx.yaml': text });
    const refused = await project.mlx('validate');
    expect(refused.stderr).toContain(
      '`tune.budget.usd` needs to know what an hour of training costs',
    );
    await project.write({
      'mlx.yaml': `${text}cost: { price: { usd_per_hour: 3.6, as_of: 2026-01-01 } }\n`,
    });
    const run = await runMlx('tune', { cwd: project.path });
    expect(run.exitCode, run.stderr).toBe(0);
    expect((await tuningOf(project)).trials).toHaveLength(1);
    const [cost] = (await costsOf(project)).trials;
    expect(cost?.usd).toBeCloseTo(0.001 * (cost?.seconds ?? 0), 9);
  });

  it('ends when nothing better comes', async () => {
    await using project = await searched(
      '{ trials: 50, sampler: grid, patience: 3, search: { candidates.odd.ms: [0, 1, 2, 3, 4, 5, 6, 7] } }',
    );
    const { trials, stopped } = await tuningOf(project);
    expect(stopped).toBe('nothing better came in 3 trials');
    expect(trials).toHaveLength(4);
  });

  it('weighs several objectives, and train goes on with the one chosen', async () => {
    await using project = await searched(
      `{ trials: 6, objectives: [{ metric: roc_auc }, { latency: p50 }, { bytes: package }, { seconds: train }],
         choose: { best: roc_auc, within: 5%, then: bytes }, search: { ${slopes} } }`,
      'train',
    );
    const { front, winner, trials, decides } = await tuningOf(project);
    expect(decides).toBe(true);
    // Of trials that are equally good by the first, others may decide.
    const top = Math.max(...trials.map(({ score }) => score ?? 0));
    expect(front.some((number) => trials[number]?.score === top)).toBe(true);
    for (const { values } of trials) {
      expect(values).toHaveLength(4);
      for (const value of values?.slice(1) ?? []) expect(value).toBeGreaterThan(0);
    }
    expect(trials[winner.number]?.score ?? 0).toBeGreaterThanOrEqual(top * 0.95);
  });
});

const yaml = (tune: string): string => `version: 1
name: customers
seed: 7
task: { type: classification, target: left, positive: "yes" }
ingest: { path: data.csv, columns: { customer: id } }
train: { candidates: { linear: { model: linear, l2: 20000 }, trees: { model: gradient-boosting, trees: 20 } } }
tune: ${tune}
`;

describe('a search of what all candidates share', () => {
  it('has train read the columns of each candidate as was best for it', async () => {
    await using project = await ProjectDir.with({
      'mlx.yaml': yaml(
        '{ sampler: grid, search: { features.tenure.scale: [standard, none], features.plan.drop: [true, false], candidates.linear.l2: [1] } }',
      ),
      ...data,
    });
    const run = await runMlx('train', { cwd: project.path });
    expect(run.exitCode, run.stderr).toBe(0);
    const { trials, best, winner } = await tuningOf(project);
    expect(trials).toHaveLength(4);
    expect(new Set(trials.map(({ score }) => score)).size).toBeGreaterThan(1);
    const files = (await project.files()).filter((name) =>
      /train\/[^/]+\/training\.json$/.test(name),
    );
    const trained = JSON.parse(await project.read(files[0] ?? '')) as {
      candidates: { name: string; score: number }[];
    };
    expect(best['linear']).toEqual(winner.params);
    const linear = trained.candidates.find(({ name }) => name === 'linear');
    expect(linear?.score).toBe(trials[winner.number]?.score);
  });

  it('refuses a column or setting that is not there, at its line', async () => {
    await using project = await ProjectDir.with({
      'mlx.yaml': yaml('{ search: { features.tenure.scal: [standard] } }'),
      ...data,
    });
    const run = await project.mlx('validate');
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toContain('Did you mean `features.tenure.scale`?');
    await project.write({ 'mlx.yaml': yaml('{ search: { features.tenur.scale: [standard] } }') });
    const wrong = await project.mlx('validate');
    expect(wrong.exitCode).toBe(3);
    expect(wrong.stderr).toContain('Did you mean `tenure`?');
  });
});

describe('the winner', () => {
  it('is held against the params as written and the runner-up, on the same parts of the rows', async () => {
    await using project = await ProjectDir.with({
      'mlx.yaml': yaml(
        '{ trials: 4, confirm: 4, search: { candidates.linear.l2: [1, 2, 10, 40000] } }',
      ),
      ...data,
    });
    const run = await runMlx('tune', { cwd: project.path });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(
      /roc_auc [\d.]+ (beats|cannot be told apart from) the params as written/,
    );
    expect(run.stderr).toMatch(/cannot be told apart from the runner-up, trial \d/);
    const { confirmation } = await tuningOf(project);
    expect(confirmation?.contenders.map(({ role }) => role)).toEqual([
      'winner',
      'as written',
      'runner-up',
    ]);
    for (const { scores, mean } of confirmation?.contenders ?? []) {
      expect(scores).toHaveLength(4);
      expect(mean).toBeCloseTo(
        scores.reduce((sum: number, score) => sum + (score ?? 0), 0) / 4,
        12,
      );
    }
    expect(await leftovers(project.path)).toEqual([]);
  });

  it('is judged by the folds of the split where there are some', async () => {
    await using project = await ProjectDir.with({
      'mlx.yaml': `${yaml('{ trials: 3, cross_validate: true, confirm: true, search: { candidates.linear.l2: [1, 2, 10] } }')}split: { folds: 3 }\n`,
      ...data,
    });
    const run = await runMlx('tune', { cwd: project.path });
    expect(run.exitCode, run.stderr).toBe(0);
    const { trials, confirmation } = await tuningOf(project);
    for (const { folds = [], score, steps } of trials) {
      expect(folds).toHaveLength(3);
      expect(score).toBeCloseTo(folds.reduce((sum, value) => sum + value, 0) / 3, 12);
      expect(steps).toHaveLength(3);
    }
    expect(confirmation?.repeats).toBe(3);
  });
});

describe('`tune: auto`', () => {
  it('searches what the families say is worth it', async () => {
    await using project = await ProjectDir.with({ 'mlx.yaml': yaml('auto'), ...data });
    const run = await runMlx('tune --set tune.trials=4', { cwd: project.path });
    expect(run.exitCode, run.stderr).toBe(0);
    const { spaces, trials } = await tuningOf(project);
    expect(Object.keys(spaces)).toEqual(['linear', 'trees']);
    expect(trials.map(({ candidate }) => candidate)).toEqual([
      'linear',
      'trees',
      'linear',
      'trees',
    ]);
  });
});

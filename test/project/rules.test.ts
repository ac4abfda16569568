import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../src/errors/index.js';
import { rules } from '../../src/project/rules/index.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { projectOf } from './broken/broken-case.js';

const regression = '{ type: regression, target: monthly }';
const search = (lines: string): Record<string, string> => ({
  train: '{ candidates: { a.b: mlp, line: linear } }',
  tune: `{ search: { ${lines} } }`,
});

describe('what goes together is accepted', () => {
  it.each<[string, Record<string, string>]>([
    [
      'a metric of either kind of classification',
      { requirements: '[{ metric: roc_auc, min: 0.5 }]' },
    ],
    ['a metric of regression', { task: regression, requirements: '[{ metric: mae, max: 3 }]' }],
    ['a method of resampling by its name', { train: '{ model: linear, imbalance: smote }' }],
    [
      'a candidate with its own resampling, a threshold by cost, and calibration',
      {
        train:
          '{ imbalance: { method: smote-nc, ratio: 0.5 }, calibrate: isotonic, threshold: { cost: { false_positive: 1, false_negative: 5 } }, candidates: { a: linear, b: { model: mlp, imbalance: none } } }',
      },
    ],
    ['a threshold as a number', { train: '{ model: linear, threshold: 0.3 }' }],
    [
      'odd rows, with a share in per cent',
      { task: '{ type: anomaly, target: churned, contamination: 1% }', train: 'isolation-forest' },
    ],
    [
      'odd rows without labels, judged by how many are flagged',
      {
        task: '{ type: anomaly }',
        train: 'isolation-forest',
        requirements: '[{ metric: flagged_share, max: 0.1 }]',
      },
    ],
    [
      'a forecast of several targets, split by time as it must be',
      {
        task: '{ type: forecast, target: [tenure, monthly], horizon: 12, time: at, interval: 90% }',
        split: '{ validation: 24 steps, test: 24 steps }',
        train: '{ candidates: { a: seasonal-naive, b: { model: gru, window: 24 } } }',
        requirements: '[{ metric: mase, max: 1 }]',
      },
    ],
    ['equal bounds', { requirements: '[{ metric: accuracy, min: 0.5, max: 0.5 }]' }],
    ['a budget', { requirements: '[{ cost_usd: { max: 0 } }]' }],
    ['a bound of zero', { requirements: '[{ metric: mcc, min: 0 }]' }],
    ['thirds', { split: '{ train: 33.3%, validation: 33.3%, test: 33.4% }' }],
    ['a split by a column with no shares', { split: '{ column: fold }' }],
    ['a split by time with a number for a gap', { split: '{ time: tenure, gap: 3 }' }],
    ['a split that keeps groups together', { split: '{ strategy: stratified, group: plan }' }],
    [
      'columns that the split finds by their roles',
      {
        split: '{ strategy: time }',
        ingest: '{ path: a.csv, columns: { at: { role: time }, house: { role: group } } }',
      },
    ],
    ['a candidate with a dot in its name', search('candidates.a.b.dropout: { float: [0, 0.5] }')],
    ['a param in a group', search('candidates.a.b.early_stopping.patience: { int: [1, 9] }')],
    ['a choice of an enum', search('candidates.line.solver: { choice: [lbfgs] }')],
    ['lists as values', search('candidates.a.b.layers: [[8], [8, 8]]')],
    [
      'a grid with points',
      {
        ...search('candidates.line.l2: { log: [0.1, 1], points: 3 }'),
        tune: '{ sampler: grid, search: { candidates.line.l2: { log: [0.1, 1], points: 3 } } }',
      },
    ],
    ['local, though it is not listed', { targets: '{ big: process }', deploy: 'local' }],
    [
      'a target of type local',
      { targets: '{ here: local }', deploy: 'here', compute: '{ target: here }' },
    ],
    ['a positive class', { task: '{ type: classification, target: churned, positive: "yes" }' }],
    ['the role target', { ingest: '{ path: a.csv, columns: { churned: { role: target } } }' }],
  ])('%s', async (_name, blocks) => {
    await using project = await ProjectDir.with({ 'mlx.yaml': projectOf(blocks) });
    const { exitCode, stderr } = await project.mlx('validate --no-data -q');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });
});

describe('what is searched must be what the setting may be', () => {
  it.each([
    ['candidates.line.l2: { float: [-1, 1] }', 'it must be at least 0'],
    ['candidates.a.b.dropout: { values: [0.1, 2] }', '`2`'],
    ['candidates.a.b.epochs: { values: [1.5] }', 'it is a whole number'],
    ['candidates.a.b.epochs: { float: [0.5, 3] }', 'it is a whole number'],
    ['candidates.line.solver: { choice: [lbfgs, newton] }', '`"newton"`'],
    ['candidates.a.b.learning_rate: { values: [fast] }', 'it is a number'],
    ['candidates.a.b.early_stopping.patience: { int: [-2, 3] }', '`-2`'],
  ])('%s', async (line, says) => {
    await using project = await ProjectDir.with({ 'mlx.yaml': projectOf(search(line)) });
    const { exitCode, stderr } = await project.mlx('validate --no-data');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('[project/out-of-range]');
    expect(stderr).toContain(says);
  });
});

it('what is known ahead has to be read by a candidate, and is no part of the series', async () => {
  await using project = await ProjectDir.with({
    'mlx.yaml': projectOf({
      task: '{ type: forecast, target: tenure, horizon: 2, time: at, known_ahead: [monthly, at] }',
      split: '{ validation: 4 steps, test: 4 steps }',
      train: '{ candidates: { a: seasonal-naive } }',
    }),
  });
  const { exitCode, stderr } = await project.mlx('validate --no-data');
  expect(exitCode).toBe(3);
  expect(stderr).toContain('No candidate reads what is known ahead');
  expect(stderr).toContain('`at` is a part of the series');
});

describe('without labels nothing can be asked for that they decide', () => {
  const anomaly = { task: '{ type: anomaly }', train: 'isolation-forest' };
  it.each<[string, Record<string, string>, string]>([
    ['a metric', { requirements: '[{ metric: roc_auc, min: 0.5 }]' }, 'flagged_share'],
    ['a choice', { train: '{ candidates: { a: isolation-forest, b: autoencoder } }' }, 'better'],
    ['a search', { tune: '{ trials: 2 }' }, 'search by'],
    ['shares of classes', { split: '{ strategy: stratified }' }, 'in proportion'],
    ['a class', { task: '{ type: anomaly, positive: yes }' }, '`positive`'],
    ['a class to predict', { task: '{ type: classification }', train: 'linear' }, '`target`'],
  ])('%s', async (_, blocks, says) => {
    await using project = await ProjectDir.with({
      'mlx.yaml': projectOf({ ...anomaly, ...blocks }),
    });
    const { exitCode, stderr } = await project.mlx('validate --no-data');
    expect(exitCode).toBe(3);
    expect(stderr).toContain(says);
    expect(stderr.match(/\[project\/[a-z-]+\]/g)).toHaveLength(2);
  });
});

it('a rule about a broken block is silent, and the others still speak', async () => {
  await using project = await ProjectDir.with({
    'mlx.yaml': projectOf({
      task: '{ type: regresion, target: monthly }',
      split: '{ train: 90%, test: 90% }',
      requirements: '[{ metric: rmse, max: 1 }]',
    }),
  });
  const { stderr } = await project.mlx('validate');
  expect(stderr.match(/\[project\/[a-z-]+\]/g)).toEqual([
    '[project/invalid]',
    '[project/not-allowed]',
    '[project/contradiction]',
  ]);
});

it('each rule says which blocks it reads', () => {
  for (const rule of rules) expect(rule.reads).not.toEqual([]);
});

it.each(Object.keys(errorCatalogue))('`mlx explain %s` explains it', async (code) => {
  await using project = await ProjectDir.with();
  const { exitCode, stdout, stderr } = await project.mlx(`explain ${code}`);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout.startsWith(`${code}  `)).toBe(true);
  expect(stdout).toMatch(/\n\n[A-Za-z`'0-9][^]+\.\n\nEnds with exit code \d+ \(.+\)\.\n$/);
});

import { expect, test } from 'vitest';
import { decide } from '../../src/contracts/decision.js';
import { baseline } from '../../src/learning/models/baseline.js';
import { builtIn } from '../../src/learning/models/families.js';
import { linear } from '../../src/learning/models/linear.js';
import { predictorOf } from '../../src/learning/models/predict.js';
import { trainingRows } from '../../src/learning/resampling/training-rows.js';
import { withFlags } from '../../src/stages/flag-odd-rows.js';
import { rowsToLearnFrom, withLabels } from '../../src/stages/learn-from.js';
import { warningOfAccuracy } from '../../src/stages/warn-of-accuracy.js';
import { contextFor, dataFor, defaultsOf, rowsFor } from '../learning/models/fixtures.js';

const data = dataFor('binary');
const held = rowsFor('binary', 90, 9);

test('a candidate learns from resampled rows, and says what became of them', async () => {
  const few = { ...data.train, y: data.train.y.map((_, row) => (row < 20 ? 1 : 0)) };
  const request = {
    ...{ task: data.task, reading: 'scaled' as const, seed: 1, name: 'c' },
    signal: new AbortController().signal,
  };
  const imbalance = { method: 'random-over', ratio: 0.5 };
  const learnt = await rowsToLearnFrom(trainingRows(few), { ...request, imbalance });
  expect(learnt.resampled).toEqual({ method: 'random-over', before: [100, 20], after: [100, 50] });
  expect(learnt.notes).toEqual(['random-over: `yes` 20 → 50 rows']);
  const rows = trainingRows(few);
  const plain = await rowsToLearnFrom(rows, { ...request, imbalance: { method: 'none' } });
  expect(plain.rows).toBe(rows);
});

test('calibration and threshold are saved with the model, and used by whoever predicts with it', async () => {
  const { model } = await linear.fit(data, defaultsOf(linear.params), contextFor());
  const labelled = withLabels(model, held, {
    calibrate: 'isotonic',
    threshold: { cost: { false_positive: 1, false_negative: 8 } },
    contamination: 0.05,
    families: builtIn,
  });
  expect(labelled.calibration?.method).toBe('isotonic');
  const { threshold = Number.NaN } = labelled.decision ?? {};
  expect(threshold).toBeLessThan(0.5);
  const { values, rows } = predictorOf(labelled)(held.x);
  expect(values).not.toEqual(predictorOf(model)(held.x).values);
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * 2, row * 2 + 2);
    expect(decide(model.task, own, labelled.decision)).toBe(Number((own[1] ?? 0) >= threshold));
  }
});

test('a model without validation rows keeps its probabilities', async () => {
  const { model } = await baseline.fit(data, {}, contextFor());
  const nothing = {
    x: { ...held.x, rows: 0, values: new Float32Array(0) },
    y: new Float64Array(0),
  };
  const settings = { contamination: 0.05, families: builtIn };
  expect(withLabels(model, nothing, { ...settings, calibrate: 'platt' })).toBe(model);
});

test('as many rows are flagged as contamination says', async () => {
  const { isolationForest } = await import('../../src/learning/models/isolation-forest.js');
  const odd = dataFor('anomaly', 200);
  const { model } = await isolationForest.fit(
    odd,
    defaultsOf(isolationForest.params),
    contextFor(),
  );
  const validation = rowsFor('anomaly', 100, 4);
  const settings = { contamination: 0.1, families: builtIn };
  const flagged = withFlags(model, { train: odd.train, validation }, settings);
  const { values } = predictorOf(flagged)(validation.x);
  const count = values.filter((score) => decide(odd.task, [score], flagged.decision) === 1).length;
  expect(count).toBe(10);
});

const skewed = [
  { value: 'no', train: 90, validation: 0, test: 0 },
  { value: 'yes', train: 10, validation: 0, test: 0 },
];
const even = [
  { value: 'no', train: 50, validation: 0, test: 0 },
  { value: 'yes', train: 50, validation: 0, test: 0 },
];
const task = { type: 'classification' as const, target: 'left' };

test.each([
  { name: 'accuracy alone on skewed classes', classes: skewed, wanted: ['accuracy'], warns: true },
  {
    name: 'accuracy beside another metric',
    classes: skewed,
    wanted: ['accuracy', 'f1'],
    warns: false,
  },
  { name: 'accuracy on even classes', classes: even, wanted: ['accuracy'], warns: false },
  { name: 'another metric alone', classes: skewed, wanted: ['roc_auc'], warns: false },
  { name: 'nothing required', classes: skewed, wanted: [], warns: false },
])('$name: warns as it should', ({ classes, wanted, warns }) => {
  const requirements = wanted.map((metric) => ({ metric, min: 0.6 }));
  const warning = warningOfAccuracy({ task, requirements }, { classes });
  expect(warning !== undefined).toBe(warns);
  if (warning?.type === 'warning') {
    expect(warning.text).toBe(
      'Accuracy is all that is required, and `no` is 90.0 % of `left`: a model that always says so has an accuracy of 0.900, which meets the required 0.6',
    );
  }
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SavedModel } from '../../src/contracts/model.js';
import { randomFor } from '../../src/contracts/seeded-random.js';
import { calibrated } from '../../src/learning/probabilities/calibration.js';
import {
  type LeftOut,
  labelledOutOfFold,
  readLeftOut,
  writeLeftOut,
} from '../../src/stages/fits/left-out.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { customersCsv } from '../helpers/small-data.js';

/** Rows whose class is as likely as `p`, of which a model says the square. */
function timid(rows: number, label: string): LeftOut {
  const random = randomFor(1, label);
  const values = new Float64Array(rows * 2);
  const y = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const p = random();
    y[row] = Number(random() < p);
    values[2 * row] = 1 - p ** 2;
    values[2 * row + 1] = p ** 2;
  }
  return { predictions: { rows, width: 2, values }, y };
}

const model: SavedModel = {
  family: 'linear',
  task: { kind: 'binary', target: 'y', classes: ['no', 'yes'] },
  ...{ inputs: [], config: {}, weights: {} },
};

test('what folds left out is kept and read back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mlx-left-out-'));
  const said = timid(50, 'a');
  await writeLeftOut(folder, said);
  expect(await readLeftOut(folder)).toEqual(said);
  await rm(folder, { recursive: true });
});

test('curves go through the rows of all folds', () => {
  const folds = [timid(4000, 'a'), timid(3000, 'b'), timid(3000, 'c')];
  const { calibration, decision } = labelledOutOfFold(model, folds, {
    calibrate: 'isotonic',
    threshold: { metric: 'accuracy' },
  });
  const fresh = timid(5000, 'd');
  if (calibration === undefined) throw new Error('there is no curve');
  const { values } = calibrated(
    () => fresh.predictions,
    calibration,
  )({
    ...{ rows: 0, columns: [], values: new Float32Array(0) },
  });
  let distance = 0;
  for (let row = 0; row < 5000; row++) {
    const p = Math.sqrt(fresh.predictions.values[2 * row + 1] ?? 0);
    distance += Math.abs((values[2 * row + 1] ?? 0) - p) / 5000;
  }
  expect(distance).toBeLessThan(0.03);
  expect(decision?.threshold).toBeGreaterThan(0.4);
  expect(decision?.threshold).toBeLessThan(0.6);
  expect(decision?.why).toContain('out of fold');
});

test('with folds, `calibrate` says that it was fitted out of fold', async () => {
  await using project = await ProjectDir.with({
    'data/customers.csv': customersCsv(400),
    'mlx.yaml': `version: 1
name: customers
seed: 7
task: { type: classification, target: left, positive: "yes" }
ingest: { path: data/customers.csv, columns: { customer: id } }
split: { folds: 4 }
train:
  calibrate: isotonic
  threshold: { cost: { false_positive: 1, false_negative: 4 } }
  model: linear
`,
  });
  const { exitCode, stderr } = await project.mlx('evaluate');
  expect(stderr).toContain('calibrated isotonic, out of fold');
  expect(exitCode).toBe(0);
});

import { describe, expect, test } from 'vitest';
import type { Predictions } from '../../../src/contracts/model.js';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import type { Task, TaskKind } from '../../../src/contracts/task.js';
import { evaluatePredictions } from '../../../src/learning/metrics/evaluation/evaluate-predictions.js';
import type {
  ClassificationDetail,
  Evaluation,
  RegressionDetail,
} from '../../../src/learning/metrics/evaluation/evaluation.js';
import { metricsFor } from '../../../src/learning/metrics/index.js';
import type { Truth } from '../../../src/learning/metrics/metric.js';

const binary: Task = { kind: 'binary', target: 'y', classes: ['no', 'yes'] };

/** Scored by scikit-learn 1.9.1 in the comments below. */
const truth: Truth = {
  task: binary,
  values: Float64Array.of(0, 0, 1, 1, 0, 1, 0, 1),
  weights: Float64Array.of(1, 2, 1, 0.5, 1, 3, 1, 1),
};
const predictions = certain(0.1, 0.4, 0.35, 0.8, 0.4, 0.9, 0.05, 0.4);

describe('a binary evaluation', () => {
  const evaluated = () => evaluatePredictions(truth, predictions, { seed: 1 });

  test('has the ROC curve of scikit-learn', async () => {
    const [curve] = (await classification(evaluated())).curves;
    // roc_curve(y, p, sample_weight=w, drop_intermediate=False)
    expect(curve?.class).toBe('yes');
    expect(curve?.roc.map(({ x }) => x)).toEqual([0, 0, 0, 0.6, 0.6, 0.8, 1]);
    expect(curve?.roc.map(({ y }) => y)).toEqual(
      [0, 3, 3.5, 4.5, 5.5, 5.5, 5.5].map((hits) => hits / 5.5),
    );
    expect(curve?.roc.map(({ threshold }) => threshold)).toEqual([
      null,
      0.9,
      0.8,
      0.4,
      0.35,
      0.1,
      0.05,
    ]);
  });

  test('has the precision-recall curve of scikit-learn, by falling threshold', async () => {
    const [curve] = (await classification(evaluated())).curves;
    // precision_recall_curve(y, p, sample_weight=w), which runs the other way
    expect(curve?.pr.map(({ x }) => x)).toEqual(
      [3, 3.5, 4.5, 5.5, 5.5, 5.5].map((hits) => hits / 5.5),
    );
    expect(curve?.pr.map(({ y }) => y)).toEqual([
      1,
      1,
      4.5 / 7.5,
      5.5 / 8.5,
      5.5 / 9.5,
      5.5 / 10.5,
    ]);
  });

  test('has the confusion matrix and the report of every class', async () => {
    const { confusion, classes } = await classification(evaluated());
    expect(confusion).toEqual({
      classes: ['no', 'yes'],
      counts: [
        [5, 0],
        [2, 3.5],
      ],
    });
    expect(classes).toMatchObject([
      { class: 'no', precision: 5 / 7, recall: 1, f1: 10 / 12, support: 5 },
      { class: 'yes', precision: 1, recall: 3.5 / 5.5, f1: 7 / 9, support: 5.5 },
    ]);
  });

  test('has the calibration of scikit-learn', async () => {
    const unweighted = { task: binary, values: truth.values };
    const { calibration } = await classification(
      evaluatePredictions(unweighted, predictions, { seed: 1 }),
    );
    // calibration_curve(y, p, n_bins=10)
    expect(calibration.bins.map(({ observed }) => observed)).toEqual([0, 0.5, 1, 1]);
    expect(calibration.bins.map(({ weight }) => weight)).toEqual([2, 4, 1, 1]);
    const expected = [0.075, 0.3875, 0.8, 0.9];
    for (const [index, bin] of calibration.bins.entries()) {
      expect(bin.predicted).toBeCloseTo(expected[index] ?? NaN, 12);
    }
    expect(calibration.error).toBeCloseTo((2 * 0.075 + 4 * 0.1125 + 0.2 + 0.1) / 8, 12);
  });

  test('lists the worst rows by the number they had at ingest', async () => {
    const rowIds = [10, 11, 12, 13, 14, 15, 16, 17];
    const { worst } = await evaluatePredictions(truth, predictions, { seed: 1, rowIds });
    expect(worst.slice(0, 2)).toEqual([
      { row: 12, truth: 'yes', predicted: 'no', probability: 0.35, loss: -Math.log(0.35) },
      { row: 17, truth: 'yes', predicted: 'no', probability: 0.4, loss: -Math.log(0.4) },
    ]);
  });

  test('compares with the class shares of training, or of the rows', async () => {
    const own = await evaluated();
    const shares = { seed: 1, baseline: [0.75, 0.25] };
    const training = await evaluatePredictions(truth, predictions, shares);
    expect(own.metrics['brier']?.baseline).toBeCloseTo((5.5 / 10.5) * (5 / 10.5), 12);
    expect(training.metrics['accuracy']?.baseline).toBeCloseTo(5 / 10.5, 12);
    expect(training.metrics['roc_auc']?.baseline).toBe(0.5);
  });

  test('decides by the threshold it is given', async () => {
    const found = await evaluatePredictions(truth, predictions, {
      seed: 1,
      decision: { threshold: 0.4, why: 'the test' },
    });
    expect(found.threshold).toBe(0.4);
    expect(found.metrics['recall']?.value).toBeCloseTo(4.5 / 5.5, 12);
  });

  test('of one class only says which metrics have no value, and why', async () => {
    const positives = { task: binary, values: new Float64Array(8).fill(1) };
    const { metrics, detail } = await evaluatePredictions(positives, predictions, { seed: 1 });
    expect(metrics['roc_auc']).toMatchObject({
      value: null,
      interval: null,
      reason: 'only one class is present in the rows',
    });
    expect(metrics['recall']?.value).toBe(0.25);
    expect((detail as ClassificationDetail).curves[0]?.roc).toEqual([]);
  });
});

test('a regression evaluation has residuals, a histogram and the worst rows', async () => {
  const task: Task = { kind: 'regression', target: 'y', classes: [] };
  const values = Float64Array.of(0, 1, 2, 3, 10);
  const given = { rows: 5, width: 1, values: Float64Array.of(0, 2, 2, 1, 40) };
  const { detail, worst } = await evaluatePredictions({ task, values }, given, { seed: 1 });
  const { residuals, histogram } = detail as RegressionDetail;
  expect(residuals.mean).toBeCloseTo(29 / 5, 12);
  expect(residuals.quantiles.find(({ fraction }) => fraction === 0.5)?.value).toBe(0);
  expect(residuals.quantiles.at(-1)).toEqual({ fraction: 1, value: 30 });
  expect(histogram).toMatchObject({ from: 0, to: 40 });
  expect(histogram.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(5);
  expect(histogram.counts[7]?.[29]).toBe(1);
  expect(worst.slice(0, 2)).toEqual([
    { row: 4, truth: 10, predicted: 40, loss: 30 },
    { row: 3, truth: 3, predicted: 1, loss: 2 },
  ]);
});

describe.each(['binary', 'multiclass', 'regression'] as const)('any %s evaluation', (kind) => {
  test('measures every metric of the task, each inside its interval', async () => {
    const { metrics } = await evaluateRandom(kind, { rows: 400, seed: 1 });
    expect(Object.keys(metrics)).toEqual(metricsFor({ kind, classes: [] }).map(({ name }) => name));
    for (const { value, interval } of Object.values(metrics)) {
      expect(value).toBeGreaterThan(interval?.[0] ?? NaN);
      expect(value).toBeLessThan(interval?.[1] ?? NaN);
    }
  });

  test('is the same for the same seed, and has other intervals for another', async () => {
    const [once, again, other] = await Promise.all(
      [1, 1, 2].map((seed) => evaluateRandom(kind, { rows: 100, seed })),
    );
    expect(again).toEqual(once);
    expect(other?.metrics).not.toEqual(once?.metrics);
  });

  test('is plain JSON of bounded size', async () => {
    const evaluation = await evaluateRandom(kind, { rows: 5000, seed: 1 });
    const text = JSON.stringify(evaluation);
    expect(JSON.parse(text)).toEqual(evaluation);
    expect(text.length).toBeLessThan(150_000);
    if (evaluation.detail.kind === 'classification') {
      for (const { roc, pr } of evaluation.detail.curves) {
        expect(Math.max(roc.length, pr.length)).toBeLessThanOrEqual(200);
        expect([roc[0], roc.at(-1)]).toMatchObject([
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ]);
      }
    }
  });

  test('stops when it is told to', async () => {
    const controller = new AbortController();
    const running = evaluateRandom(kind, { rows: 5000, seed: 1, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});

test('the interval of a mean is the one that theory gives', async () => {
  const task: Task = { kind: 'regression', target: 'y', classes: [] };
  const random = randomFor(9, 'normal');
  const rows = 2000;
  const errors = Float64Array.from({ length: rows }, () => Math.abs(normal(random)));
  const given = { rows, width: 1, values: errors };
  const { metrics } = await evaluatePredictions({ task, values: new Float64Array(rows) }, given, {
    seed: 3,
    bootstrap: 1000,
  });
  const [low, high] = metrics['mae']?.interval ?? [NaN, NaN];
  // The mean of a half-normal has standard error sqrt((1 − 2/π) / n).
  const width = 2 * 1.96 * Math.sqrt((1 - 2 / Math.PI) / rows);
  expect((high - low) / width).toBeGreaterThan(0.9);
  expect((high - low) / width).toBeLessThan(1.1);
});

test('very many classes are put together where a table would not end', async () => {
  const classes = Array.from({ length: 80 }, (_, index) => `class ${index}`);
  const task: Task = { kind: 'multiclass', target: 'y', classes };
  const rows = 400;
  const values = Float64Array.from({ length: rows }, (_, row) => Math.floor((row * row) / 7) % 80);
  const uniform = { rows, width: 80, values: new Float64Array(rows * 80).fill(1 / 80) };
  const found = await classification(
    evaluatePredictions({ task, values }, uniform, { seed: 1, bootstrap: 0 }),
  );
  expect(found.confusion.classes).toHaveLength(50);
  expect(found.confusion.classes.at(-1)).toBe('(other)');
  expect(found.confusion.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(rows);
  expect(found.classes).toHaveLength(50);
  expect(found.curves).toHaveLength(10);
});

async function classification(evaluation: Promise<Evaluation>): Promise<ClassificationDetail> {
  const { detail } = await evaluation;
  if (detail.kind !== 'classification') throw new TypeError('not a classification');
  return detail;
}

/** Predictions of a binary task from the probabilities of its positive class. */
function certain(...positive: readonly number[]): Predictions {
  const values = Float64Array.from(positive.flatMap((share) => [1 - share, share]));
  return { rows: positive.length, width: 2, values };
}

function evaluateRandom(
  kind: Exclude<TaskKind, 'anomaly' | 'forecast'>,
  { rows, seed, signal }: { rows: number; seed: number; signal?: AbortSignal },
): Promise<Evaluation> {
  const random = randomFor(4, `evaluate/${kind}`);
  const width = { binary: 2, multiclass: 3, regression: 1 }[kind];
  const classes = kind === 'regression' ? [] : Array.from({ length: width }, (_, k) => `c${k}`);
  const values = new Float64Array(rows);
  const given = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const label = Math.floor(random() * width);
    values[row] = kind === 'regression' ? normal(random) : label;
    const cells = Array.from({ length: width }, (_, k) => random() + (k === label ? 0.4 : 0));
    const total = cells.reduce((sum, cell) => sum + cell, 0);
    const answer =
      kind === 'regression'
        ? [0.8 * (values[row] ?? 0) + normal(random) / 2]
        : cells.map((cell) => cell / total);
    given.set(answer, row * width);
  }
  return evaluatePredictions(
    { task: { kind, target: 'y', classes }, values },
    { rows, width, values: given },
    { seed, signal },
  );
}

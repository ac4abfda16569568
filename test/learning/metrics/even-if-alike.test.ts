import { expect, test } from 'vitest';
import { judgeMetric } from '../../../src/learning/judging/of-metric.js';
import { clustersOf } from '../../../src/learning/metrics/clusters.js';
import { evaluatePredictions } from '../../../src/learning/metrics/evaluation/evaluate-predictions.js';
import { metrics } from '../../../src/learning/metrics/index.js';

/** Rows of two classes, `positives` of the second first, and what is said of each: `right` or the same for all. */
function rows(
  count: number,
  { positives, said, groups }: { positives: number; said: 'right' | 'no'; groups?: number },
) {
  const values = Float64Array.from({ length: count }, (_, row) => (row < positives ? 1 : 0));
  const shares = [...values].flatMap((value) =>
    said === 'right' && value === 1 ? [0.2, 0.8] : [0.9, 0.1],
  );
  const task = { kind: 'binary' as const, target: 'y', classes: ['no', 'yes'] };
  const clusters = clustersOf(Array.from(values, (_, row) => row % (groups ?? count)));
  return {
    truth: { task, values, ...(groups !== undefined && { clusters }) },
    predictions: { rows: count, width: 2, values: Float64Array.from(shares) },
  };
}

async function intervalsOf(
  { truth, predictions }: ReturnType<typeof rows>,
  bootstrap?: number,
): Promise<(name: string) => readonly number[]> {
  const options = { seed: 1, ...(bootstrap !== undefined && { bootstrap }) };
  const { metrics: measured } = await evaluatePredictions(truth, predictions, options);
  return (name) => (measured[name]?.interval ?? []).map((end) => Number(end.toFixed(4)));
}

// scipy.stats.beta.ppf(0.025, n, 1)
test.each([undefined, 200])(
  'rows without a fault may still have one, as Clopper and Pearson say (%s)',
  async (bootstrap) => {
    const of = await intervalsOf(rows(40, { positives: 10, said: 'right' }), bootstrap);
    expect(of('accuracy')).toEqual([0.9119, 1]);
    expect(of('recall')).toEqual([0.6915, 1]);
    expect(of('precision')).toEqual([0.6915, 1]);
    // The mean of both recalls' (0.8843 for 30 rows); rows at fault are ranked by chance.
    expect(of('balanced_accuracy')).toEqual([0.7879, 1]);
    expect(of('roc_auc')).toEqual([0.8458, 1]);
  },
);

test('what was never found may still be found now and then', async () => {
  const of = await intervalsOf(rows(40, { positives: 10, said: 'no' }));
  expect(of('recall')).toEqual([0, 0.3085]);
  expect(of('accuracy')[1]).toBeLessThan(1);
  // A precision of nothing that was said is 0 by definition.
  expect(of('precision')).toEqual([0, 0]);
});

test('a share is one of its own rows, however few others there are', async () => {
  const { truth, predictions } = rows(200, { positives: 100, said: 'no' });
  // Two false alarms, and none of a hundred found.
  predictions.values.set([0.2, 0.8, 0.2, 0.8], 2 * 150);
  const of = await intervalsOf({ truth, predictions });
  expect(of('recall')).toEqual([0, 0.0362]);
  expect(of('precision')).toEqual([0, 0.8419]);
});

test('rows of no weight say nothing, and those of unequal weight less', async () => {
  const weighted = (weightOf: (row: number) => number) => {
    const { truth, predictions } = rows(500, { positives: 250, said: 'right' });
    return {
      truth: { ...truth, weights: truth.values.map((_, row) => weightOf(row)) },
      predictions,
    };
  };
  const five = await intervalsOf(weighted((row) => (row % 100 === 0 ? 1 : 0)));
  expect(five('accuracy')).toEqual([0.4782, 1]);
  const one = await intervalsOf(weighted((row) => (row === 0 ? 1e6 : 1)));
  expect(one('accuracy')[0]).toBeLessThan(0.03);
  // Sums of such weights round.
  const uneven = await intervalsOf(
    weighted((row) => 0.5 + ((row * 0.7317) % 1)),
    200,
  );
  expect(uneven('roc_auc')[0]).toBeLessThan(0.995);
  expect(uneven('roc_auc')[1]).toBe(1);
});

test('of several classes only the rare one is unsure', async () => {
  const values = Float64Array.from({ length: 92 }, (_, row) => (row < 2 ? 3 : row % 3));
  const said = [...values].flatMap((value) => [0, 1, 2, 3].map((at) => (at === value ? 0.7 : 0.1)));
  const task = { kind: 'multiclass' as const, target: 'y', classes: ['a', 'b', 'c', 'd'] };
  const { metrics: measured } = await evaluatePredictions(
    { task, values },
    { rows: 92, width: 4, values: Float64Array.from(said) },
    { seed: 1 },
  );
  // 2 rows: 0.1581; 30 rows: 0.8843.
  expect(measured['balanced_accuracy']?.interval?.[0]).toBeCloseTo((0.1581 + 3 * 0.8843) / 4, 3);
  expect(measured['accuracy']?.interval?.[0]).toBeCloseTo(0.9607, 3);
});

test('rows that belong together count once', async () => {
  const of = await intervalsOf(rows(40, { positives: 10, said: 'right', groups: 20 }));
  expect(of('accuracy')).toEqual([0.8316, 1]);
});

test('no fault in twenty rows is not sure to be fewer than one in twenty', async () => {
  const { truth, predictions } = rows(20, { positives: 10, said: 'right' });
  const judged = { truth, predictions, options: {}, seed: 1, signal: undefined };
  const verdictOf = (min: number) =>
    judgeMetric({ metric: 'accuracy', min, sure: 0.95 }, metrics.get('accuracy'), judged);
  expect(await verdictOf(0.95)).toMatchObject({ value: 1, passed: false });
  expect(await verdictOf(0.8)).toMatchObject({ value: 1, passed: true });
});

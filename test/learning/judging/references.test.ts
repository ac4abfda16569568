import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { normalShare } from '../../../src/contracts/normal-distribution.js';
import { studentReach } from '../../../src/contracts/student-distribution.js';
import type { Task } from '../../../src/contracts/task.js';
import { apartness, type FairnessCriterion } from '../../../src/learning/judging/fairness.js';
import { bootstrapInterval } from '../../../src/learning/judging/intervals.js';
import { weightedMean } from '../../../src/learning/metrics/averages.js';
import { classCounts, confusionOf } from '../../../src/learning/metrics/confusion.js';

/** What Fairlearn and SciPy say: written by bench/fairness-reference.py. */
const references = JSON.parse(
  readFileSync(new URL('fixtures/references.json', import.meta.url), 'utf8'),
) as {
  readonly fairness: readonly {
    readonly group: readonly number[];
    readonly truth: readonly number[];
    readonly decided: readonly number[];
    readonly difference: Readonly<Record<string, number>>;
    readonly ratio: Readonly<Record<string, number>>;
  }[];
  readonly student: readonly (readonly [number, number, number])[];
  readonly normal: readonly (readonly [number, number])[];
  readonly bootstrap: {
    readonly values: readonly number[];
    readonly percentile: readonly [number, number];
    readonly BCa: readonly [number, number];
  };
};

const task: Task = { kind: 'binary', target: 'y', classes: ['no', 'yes'] };

describe.each(references.fairness)('groups of rows', ({ group, truth, decided, ...said }) => {
  const groups = Array.from({ length: Math.max(...group) + 1 }, (_, at) => {
    const own = [...group.keys()].filter((row) => group[row] === at);
    const values = Float64Array.from(own, (row) => truth[row] ?? 0);
    const predicted = Uint32Array.from(own, (row) => decided[row] ?? 0);
    const [negative, positive] = classCounts(confusionOf({ task, values }, predicted));
    if (negative === undefined || positive === undefined) throw new Error('two classes');
    return { ...positive, total: negative.support + positive.support };
  });
  test.each(Object.entries(said.difference))('%s differs as Fairlearn says', (name, expected) => {
    expect(apartness(name as FairnessCriterion, groups)?.difference).toBeCloseTo(expected, 12);
  });
  test.each(Object.entries(said.ratio))(
    'the ratio of %s is as Fairlearn says',
    (name, expected) => {
      expect(apartness(name as FairnessCriterion, groups)?.ratio).toBeCloseTo(expected, 12);
    },
  );
});

test.each(references.student)('the %d quantile of t with %d degrees is %d', (share, freedom, t) => {
  expect(studentReach(2 * (1 - share), freedom) / t).toBeCloseTo(1, 10);
});

test.each(references.normal)('the normal distribution up to %d', (value, share) => {
  expect(normalShare(value)).toBeCloseTo(share, 14);
});

describe('an interval of a mean', () => {
  const values = Float64Array.from(references.bootstrap.values);
  const truth = { task: { kind: 'regression', target: 'y', classes: [] } as const, values };
  const found = (method: 'bca' | 'percentile') =>
    bootstrapInterval((weights) => ({ value: weightedMean(values, weights) }), truth, {
      ...{ seed: 3, label: 'test', level: 0.95, method, resamples: 20_000, signal: undefined },
    });

  test.each([
    ['percentile', references.bootstrap.percentile],
    ['bca', references.bootstrap.BCa],
  ] as const)(
    '%s is as SciPy says, within what resampling leaves open',
    async (method, expected) => {
      const interval = await found(method);
      const width = expected[1] - expected[0];
      expect(Math.abs((interval?.[0] ?? NaN) - expected[0])).toBeLessThan(0.02 * width);
      expect(Math.abs((interval?.[1] ?? NaN) - expected[1])).toBeLessThan(0.02 * width);
    },
  );

  test('is the same each time', async () => {
    expect(await found('bca')).toEqual(await found('bca'));
  });
});

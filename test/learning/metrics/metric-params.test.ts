import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/contracts/task.js';
import { metrics } from '../../../src/learning/metrics/index.js';
import { scoreOf, type Truth } from '../../../src/learning/metrics/metric.js';

describe('the rows that score highest', () => {
  const task: Task = { kind: 'binary', target: 'y', classes: ['no', 'yes'] };
  const truth: Truth = { task, values: Float64Array.of(1, 1, 0, 1, 0, 0, 0, 0, 0, 0) };
  const scores = [0.9, 0.8, 0.7, 0.6, 0.6, 0.6, 0.3, 0.2, 0.1, 0];
  const predictions = {
    ...{ rows: 10, width: 2 },
    values: Float64Array.from(scores.flatMap((score) => [1 - score, score])),
  };
  test.each([
    ['precision_at_k(k=2)', 1],
    ['precision_at_k(k=3)', 2 / 3],
    // One third of the three rows that tie at the edge.
    ['precision_at_k(k=4)', (2 + 1 / 3) / 4],
    ['precision_at_k', 2 / 3],
    ['precision_at_k(k=100)', 0.3],
    ['lift', 1 / 0.3],
    ['lift(top=0.5)', (2 + 2 / 3) / 5 / 0.3],
    ['lift(top=1)', 1],
    ['ks', 2 / 3],
  ])('%s is %d', (name, expected) => {
    expect(scoreOf(metrics.get(name), { truth, predictions }).value).toBeCloseTo(expected, 12);
  });
});

test.each([
  ['roc_acu', 'There is no metric `roc_acu`; did you mean `roc_auc`?'],
  ['accuracy(k=2)', '`accuracy` takes no params'],
  ['fbeta(beta=0)', '`beta` of `fbeta` must be a number above 0, not `0`'],
  ['fbeta(gamma=1)', '`fbeta` has no param `gamma`: it takes beta, average'],
  [
    'fbeta(average=mean)',
    '`average` of `fbeta` must be one of auto, micro, macro, weighted, not `mean`',
  ],
  [
    'pinball(quantile=2)',
    '`quantile` of `pinball` must be a number of at least 0 and at most 1, not `2`',
  ],
  [
    'top_k_accuracy(k=1.5)',
    '`k` of `top_k_accuracy` must be a whole number of at least 1, not `1.5`',
  ],
  ['fbeta()', '`fbeta()` says nothing in its brackets: `fbeta(beta=…)`'],
])('%s is no metric, and it is said why', (name, problem) => {
  expect(metrics.has(name)).toBe(false);
  expect(metrics.problemIn(name)).toBe(problem);
  expect(() => metrics.get(name)).toThrow();
});

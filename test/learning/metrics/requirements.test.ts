import { expect, test } from 'vitest';
import type { MetricResult } from '../../../src/learning/metrics/evaluation/evaluation.js';
import {
  checkRequirements,
  requirementFailure,
} from '../../../src/learning/metrics/requirements.js';

const facts = { title: '', direction: 'higher', baseline: 0.5 } as const;
const metrics: Readonly<Record<string, MetricResult>> = {
  roc_auc: { ...facts, value: 0.84123, interval: [0.8201, 0.8619] },
  recall: { ...facts, value: 0.8299999, interval: null },
  pr_auc: {
    ...facts,
    value: null,
    reason: 'only one class is present in the rows',
    interval: null,
  },
};

test('a requirement that is met says by how much', () => {
  expect(checkRequirements([{ metric: 'roc_auc', min: 0.8 }], { metrics })).toEqual([
    {
      metric: 'roc_auc',
      value: 0.84123,
      interval: [0.8201, 0.8619],
      min: 0.8,
      passed: true,
      explanation: '`roc_auc` is 0.8412 (95 % interval 0.8201 to 0.8619), as required at least 0.8',
    },
  ]);
});

test('a limit inside the interval is said aloud, met or not', () => {
  const lines = [
    { metric: 'roc_auc', min: 0.83 },
    { metric: 'roc_auc', min: 0.85, max: 0.9 },
  ];
  expect(checkRequirements(lines, { metrics }).map(({ explanation }) => explanation)).toEqual([
    '`roc_auc` is 0.8412 (95 % interval 0.8201 to 0.8619), as required at least 0.83; the interval reaches both sides of the limit',
    '`roc_auc` is 0.8412 (95 % interval 0.8201 to 0.8619), and is required to be at least 0.85 and at most 0.9; the interval reaches both sides of the limit',
  ]);
});

test('a near miss is never rounded to a hit', () => {
  const [verdict] = checkRequirements([{ metric: 'recall', min: 0.83 }], { metrics });
  expect(verdict).toMatchObject({
    passed: false,
    explanation: '`recall` is 0.8299999, and is required to be at least 0.83',
  });
});

test('the limit itself is within it', () => {
  const lines = [{ metric: 'roc_auc', min: 0.84123, max: 0.84123 }];
  expect(checkRequirements(lines, { metrics })).toMatchObject([{ passed: true }]);
});

test('a metric without a value, or of another task, does not pass', () => {
  const lines = [
    { metric: 'pr_auc', min: 0.1 },
    { metric: 'rmse', max: 1 },
    { metric: 'constructor', min: 0 },
  ];
  expect(checkRequirements(lines, { metrics }).map(({ explanation }) => explanation)).toEqual([
    '`pr_auc` could not be measured: only one class is present in the rows',
    '`rmse` could not be measured: it is not a metric of this task, which has roc_auc, recall, pr_auc',
    '`constructor` could not be measured: it is not a metric of this task, which has roc_auc, recall, pr_auc',
  ]);
});

test('missed requirements stop a run with exit code 5, all of them listed', () => {
  const lines = [
    { metric: 'roc_auc', min: 0.9 },
    { metric: 'roc_auc', min: 0.5 },
    { metric: 'recall', min: 0.83 },
  ];
  const failure = requirementFailure(checkRequirements(lines, { metrics }));
  expect(failure?.message).toBe('2 of 3 requirements are not met');
  expect(failure?.exitCode).toBe(5);
  expect(failure?.problems).toHaveLength(2);
  expect(requirementFailure(checkRequirements(lines.slice(1, 2), { metrics }))).toBeUndefined();
});

import { expect, test } from 'vitest';
import { notMeasured, verdictOf } from '../../../src/learning/judging/of-metric.js';

const auc = { value: 0.84123, interval: [0.8201, 0.8619] } as const;

test('a requirement that is met says by how much', () => {
  expect(verdictOf({ metric: 'roc_auc', min: 0.8 }, auc)).toEqual({
    wanted: 'roc_auc at least 0.8',
    metric: 'roc_auc',
    value: 0.84123,
    interval: [0.8201, 0.8619],
    min: 0.8,
    passed: true,
    explanation: '`roc_auc` is 0.8412 (95 % interval 0.8201 to 0.8619), as required at least 0.8',
  });
});

test.each([
  [
    { min: 0.83 },
    '`roc_auc` is 0.8412 (95 % interval 0.8201 to 0.8619), as required at least 0.83; the interval reaches both sides of the limit',
  ],
  [
    { min: 0.85, max: 0.9 },
    '`roc_auc` is 0.8412 (95 % interval 0.8201 to 0.8619), and is required to be at least 0.85 and at most 0.9; the interval reaches both sides of the limit',
  ],
])('a limit inside the interval is said aloud, met or not: %o', (bounds, words) => {
  expect(verdictOf({ metric: 'roc_auc', ...bounds }, auc).explanation).toBe(words);
});

test('to be sure, all of the interval has to keep to the bound', () => {
  const sure = { metric: 'roc_auc', sure: 0.95 };
  expect(verdictOf({ ...sure, min: 0.82 }, auc)).toMatchObject({
    passed: true,
    wanted: 'roc_auc at least 0.82, 95 % sure',
    explanation:
      '`roc_auc` is 0.8412 (95 % interval 0.8201 to 0.8619), as required at least 0.82 over the whole interval',
  });
  expect(verdictOf({ ...sure, min: 0.83 }, auc)).toMatchObject({
    passed: false,
    explanation:
      '`roc_auc` is 0.8412 (95 % interval 0.8201 to 0.8619), and the whole interval is required to be at least 0.83; the value alone would do',
  });
  expect(verdictOf({ ...sure, max: 0.85 }, auc)).toMatchObject({ passed: false });
  expect(verdictOf({ ...sure, min: 0.5 }, { value: 0.9, interval: null })).toMatchObject({
    passed: false,
  });
});

test('a near miss is never rounded to a hit', () => {
  expect(
    verdictOf({ metric: 'recall', min: 0.83 }, { value: 0.8299999, interval: null }),
  ).toMatchObject({
    passed: false,
    explanation: '`recall` is 0.8299999, and is required to be at least 0.83',
  });
});

test('the limit itself is within it', () => {
  const line = { metric: 'roc_auc', min: 0.84123, max: 0.84123 };
  expect(verdictOf(line, auc)).toMatchObject({ passed: true });
});

test('a metric without a value does not pass', () => {
  const line = { metric: 'pr_auc', min: 0.1 };
  expect(notMeasured(line, 'only one class is present in the rows')).toMatchObject({
    passed: false,
    explanation: '`pr_auc` could not be measured: only one class is present in the rows',
  });
});

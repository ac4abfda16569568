import { describe, expect, test } from 'vitest';
import * as format from '../../src/ui/format.js';

describe('figures', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [7043, '7,043'],
    [-1234567, '−1,234,567'],
    [Number.NaN, 'unknown'],
  ])('the count %d reads %s', (value, words) => {
    expect(format.formatCount(value)).toBe(words);
  });

  test.each([
    [0.85342, '0.8534'],
    [1, '1'],
    [12.34567, '12.346'],
    [1204.321, '1,204.3'],
    [0.00000032, '3.2e-7'],
    [-0.5, '−0.5000'],
    [Number.POSITIVE_INFINITY, '∞'],
  ])('the number %d reads %s', (value, words) => {
    expect(format.formatNumber(value)).toBe(words);
  });

  test('one of something is singular', () => {
    expect([1, 2].map((count) => format.formatQuantity(count, 'rows'))).toEqual([
      '1 row',
      '2 rows',
    ]);
    expect(format.formatQuantity(1, 'classes')).toBe('1 class');
    expect(format.formatQuantity(1, 'categories')).toBe('1 category');
  });

  test('a difference carries its sign', () => {
    expect([0.01, -0.5, 0].map((value) => format.formatSigned(value, 2))).toEqual([
      '+0.01',
      '−0.50',
      '0',
    ]);
  });
});

test.each([
  [0.0004, '0 ms'],
  [0.34, '340 ms'],
  [1.23, '1.2 s'],
  [59.96, '1 min'],
  [123, '2 min 3 s'],
  [3600, '1 h'],
  [3840, '1 h 4 min'],
  [183_600, '2 d 3 h'],
])('%d seconds read %s', (seconds, words) => {
  expect(format.formatDuration(seconds)).toBe(words);
});

test.each([
  [980, '980 B'],
  [14_300_000, '14.3 MB'],
  [999_960, '1.0 MB'],
])('%d bytes read %s', (bytes, words) => {
  expect(format.formatBytes(bytes)).toBe(words);
});

test.each([
  [0, '$0'],
  [0.0021, '$0.0021'],
  [0.5, '$0.50'],
  [1204.5, '$1,204.50'],
  [-3, '−$3.00'],
])('%d dollars read %s', (usd, words) => {
  expect(format.formatUsd(usd)).toBe(words);
});

test('a fraction reads as a percentage', () => {
  expect(format.formatPercent(0.1666)).toBe('17 %');
  expect(format.formatPercent(0.1666, 1)).toBe('16.7 %');
});

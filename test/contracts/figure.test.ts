import { expect, test } from 'vitest';
import { countedPercent, exactPercent } from '../../src/contracts/figure.js';

test.each([
  [0, '0 %'],
  [1, '100 %'],
  [0.00002, '<0.01 %'],
  [0.0002, '0.02 %'],
  [0.01257, '1.3 %'],
  [0.1249, '12 %'],
  [0.505, '50 %'],
  [0.876, '88 %'],
  [0.998, '99.8 %'],
  [0.99984, '99.98 %'],
  [0.999999, '>99.99 %'],
  [NaN, 'unknown'],
])('of those counted, %d is %s', (share, words) => {
  expect(countedPercent(share)).toBe(words);
});

test('a counted share may have more digits', () => {
  expect(countedPercent(0.01257, 3)).toBe('1.26 %');
  expect(countedPercent(0.1249, 3)).toBe('12.5 %');
});

test.each([
  [0.95, '95 %'],
  [0.333, '33.3 %'],
  [1.2, '120 %'],
])('a share that was set as %d is %s', (share, words) => {
  expect(exactPercent(share)).toBe(words);
});

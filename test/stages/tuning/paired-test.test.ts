import { describe, expect, it, test } from 'vitest';
import { studentTail } from '../../../src/contracts/student-distribution.js';
import { pairedComparison } from '../../../src/stages/tuning/paired-test.js';

/** Two-sided, by `scipy.stats.t.sf`. */
const tails = [
  [2.1, 1, 0.282926056243018],
  [2.1, 2, 0.1705498691899675],
  [2.1, 3, 0.1265652025496846],
  [2.1, 4, 0.10365328631760222],
  [2.1, 7, 0.07387119621292265],
  [3.3, 9, 0.009229908318547019],
  [0.4, 24, 0.6926944902787051],
] as const;

test.each(tails)('a t of %f with %i degrees of freedom', (t, freedom, tail) => {
  expect(studentTail(t, freedom)).toBeCloseTo(tail, 12);
  expect(studentTail(-t, freedom)).toBeCloseTo(tail, 12);
});

describe('the corrected resampled t-test', () => {
  it('widens the error by the rows that the repeats share', () => {
    const one = [0.81, 0.83, 0.8, 0.82, 0.84];
    const other = [0.8, 0.81, 0.8, 0.8, 0.82];
    const plain = pairedComparison(one, other, 0);
    const corrected = pairedComparison(one, other, 1 / 4);
    expect(plain.difference).toBeCloseTo(0.014, 12);
    // scipy.stats.ttest_rel(one, other)
    expect(plain.p).toBeCloseTo(0.0249, 4);
    expect(corrected.error / plain.error).toBeCloseTo(Math.sqrt((1 / 5 + 1 / 4) / (1 / 5)), 12);
    expect(corrected.p).toBeGreaterThan(plain.p);
  });

  it('two that never differ are the same for certain', () => {
    expect(pairedComparison([1, 2, 3], [1, 2, 3], 0.25)).toEqual({ difference: 0, error: 0, p: 1 });
  });
});

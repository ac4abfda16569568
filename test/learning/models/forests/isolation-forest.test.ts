import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  averageDepth,
  fitIsolationForest,
  isolationScores,
} from '../../../../src/learning/models/forests/isolation-forest.js';
import { matrixOf } from '../fixtures.js';

describe('an isolation forest', () => {
  const { rows, mean, spread } = (
    JSON.parse(
      readFileSync(new URL('../fixtures/scikit-learn-classic.json', import.meta.url), 'utf8'),
    ) as { isolation: { rows: number[][]; mean: number[]; spread: number } }
  ).isolation;

  test('scores rows as scikit-learn does, but for the draws', () => {
    const x = matrixOf(rows);
    const forest = fitIsolationForest(x, { trees: 1000, sample: 256, seed: 1 });
    const scores = isolationScores(forest, x);
    for (const [row, score] of scores.entries()) {
      expect(Math.abs(score - (mean[row] ?? 0)), `row ${row}`).toBeLessThan(4 * spread);
    }
    expect(scores.indexOf(Math.max(...scores))).toBe(rows.length - 1);
  });

  test('takes rows that are all the same, missing or infinite', () => {
    for (const values of [[1], [NaN], [Infinity], [-Infinity, Infinity, NaN, 0]]) {
      const x = matrixOf(
        Array.from({ length: 20 }, (_, row) => [values[row % values.length] ?? 0]),
      );
      const scores = isolationScores(fitIsolationForest(x, { trees: 9, sample: 16, seed: 1 }), x);
      expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
    }
  });

  test('knows the mean depth of a search tree', () => {
    // Summed exactly: c(n) = 2 (H(n − 1)) − 2 (n − 1) / n, with the harmonic number itself.
    expect(averageDepth(1)).toBe(0);
    expect(averageDepth(2)).toBe(1);
    let harmonic = 0;
    for (let k = 1; k < 256; k++) harmonic += 1 / k;
    expect(averageDepth(256)).toBeCloseTo(2 * harmonic - (2 * 255) / 256, 2);
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Predictions } from '../../../src/contracts/model.js';
import { calibrated, fitCalibration } from '../../../src/learning/probabilities/calibration.js';
import { fitIsotonic, valueAt } from '../../../src/learning/probabilities/isotonic.js';
import { fitPlatt, sigmoid } from '../../../src/learning/probabilities/platt.js';
import { matrixOf } from '../models/fixtures.js';

interface Scored {
  readonly scores: readonly (number | readonly number[])[];
  readonly truth: readonly number[];
  readonly fresh: readonly (number | readonly number[])[];
}

/** Made by bench/imbalance-reference.py. */
const reference = JSON.parse(
  readFileSync(new URL('fixtures/scikit-learn.json', import.meta.url), 'utf8'),
) as Scored & {
  readonly scores: readonly number[];
  readonly fresh: readonly number[];
  readonly sigmoid: readonly number[];
  readonly isotonic: readonly number[];
  readonly a: number;
  readonly b: number;
  readonly regression: Readonly<
    Record<'x' | 'y' | 'weights' | 'asked' | 'expected', readonly number[]>
  >;
  readonly three: {
    readonly scores: readonly (readonly number[])[];
    readonly truth: readonly number[];
    readonly fresh: readonly (readonly number[])[];
  };
  readonly three_sigmoid: readonly (readonly number[])[];
  readonly three_isotonic: readonly (readonly number[])[];
};

/** What a logistic model with these log-odds would predict. */
const predicted = (odds: readonly number[]): Predictions => ({
  rows: odds.length,
  width: 2,
  values: Float64Array.from(odds.flatMap((x) => [sigmoid(-x), sigmoid(x)])),
});

const farthest = (found: ArrayLike<number>, expected: ArrayLike<number>): number =>
  Math.max(...Array.from(expected, (value, at) => Math.abs(value - (found[at] ?? Number.NaN))));

describe('as scikit-learn', () => {
  test.each([
    // Its solver for Platt scaling stops short of the optimum.
    ['platt', reference.sigmoid, 2e-4],
    ['isotonic', reference.isotonic, 1e-7],
  ] as const)('%s gives its probabilities', (method, expected, tolerance) => {
    const y = Float64Array.from(reference.truth);
    const calibration = fitCalibration(method, predicted(reference.scores), { y });
    const predict = calibrated(() => predicted(reference.fresh), calibration);
    const { values } = predict(matrixOf([]));
    expect(
      farthest(
        values.filter((_, at) => at % 2 === 1),
        expected,
      ),
    ).toBeLessThan(tolerance);
  });

  test('Platt scaling finds the optimum of its loss', () => {
    const scores = Float64Array.from(reference.scores);
    const { a, b } = fitPlatt({ scores, isTrue: Uint8Array.from(reference.truth) });
    expect(Math.abs(a - reference.a)).toBeLessThan(1e-6);
    expect(Math.abs(b - reference.b)).toBeLessThan(1e-6);
  });

  test('isotonic regression, with equal places and weights', () => {
    const { x, y, weights, asked, expected } = reference.regression;
    const line = fitIsotonic({ x: Float64Array.from(x), y, weights: Float64Array.from(weights) });
    expect(
      farthest(
        asked.map((at) => valueAt(line, at)),
        expected,
      ),
    ).toBeLessThan(1e-12);
  });

  test.each([
    ['platt', reference.three_sigmoid, 2e-4],
    ['isotonic', reference.three_isotonic, 1e-7],
  ] as const)('%s of three classes, each against the rest', (method, expected, tolerance) => {
    const { scores, truth, fresh } = reference.three;
    const curves = [0, 1, 2].map((index) => {
      const own = Float64Array.from(scores, (row) => row[index] as number);
      const isTrue = Uint8Array.from(truth, (label) => (label === index ? 1 : 0));
      return method === 'platt'
        ? fitPlatt({ scores: own, isTrue })
        : fitIsotonic({ x: own, y: isTrue });
    });
    for (const [row, odds] of fresh.entries()) {
      const raw = curves.map((curve, index) =>
        'a' in curve
          ? sigmoid(-(curve.a * (odds[index] as number) + curve.b))
          : valueAt(curve, odds[index] as number),
      );
      const sum = raw.reduce((total, value) => total + value, 0);
      expect(
        farthest(
          raw.map((value) => value / sum),
          expected[row] ?? [],
        ),
      ).toBeLessThan(tolerance);
    }
  });
});

const probability = fc.double({ min: 0, max: 1, noNaN: true });

test.each(['platt', 'isotonic'] as const)(
  '%s never turns the order of two rows around, and sums to 1',
  (method) => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(probability, fc.boolean()), { minLength: 2, maxLength: 60 }),
        (rows) => {
          const predictions: Predictions = {
            rows: rows.length,
            width: 2,
            values: Float64Array.from(rows.flatMap(([p]) => [1 - p, p])),
          };
          // With more truth where the probability is larger, as any model that has learnt something has.
          const y = Float64Array.from(rows, ([p, flag]) =>
            Number(p > 0.5 ? flag || p > 0.8 : flag && p > 0.2),
          );
          const calibration = fitCalibration(method, predictions, { y });
          const { values } = calibrated(() => predictions, calibration)(matrixOf([]));
          for (const [row, [p]] of rows.entries()) {
            expect((values[row * 2] as number) + (values[row * 2 + 1] as number)).toBeCloseTo(
              1,
              12,
            );
            for (const [other, [q]] of rows.entries()) {
              if (p < q)
                expect(values[row * 2 + 1]).toBeLessThanOrEqual(
                  (values[other * 2 + 1] as number) + 1e-12,
                );
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  },
);

test('isotonic probabilities are right on average on the rows they were fitted to', () => {
  const y = Float64Array.from(reference.truth);
  const predictions = predicted(reference.scores);
  const calibration = fitCalibration('isotonic', predictions, { y });
  const { values } = calibrated(() => predictions, calibration)(matrixOf([]));
  const mean = values.filter((_, at) => at % 2 === 1).reduce((sum, p) => sum + p, 0) / y.length;
  expect(mean).toBeCloseTo(y.reduce((sum, label) => sum + label, 0) / y.length, 10);
});

test('rows of one class leave the probabilities as they are', () => {
  const predictions = predicted([-2, 0, 1]);
  const calibration = fitCalibration('platt', predictions, { y: new Float64Array(3) });
  const { values } = calibrated(() => predictions, calibration)(matrixOf([]));
  expect(farthest(values, predictions.values)).toBeLessThan(1e-12);
});

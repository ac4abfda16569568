import { describe, expect, it } from 'vitest';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import {
  lastOf,
  lessPlace,
  windowGram,
} from '../../../src/learning/models/forecasts/window-gram.js';
import { solveWindows, windowError } from '../../../src/learning/models/forecasts/window-ridge.js';

const random = randomFor(1, 'windows');
const values = Float64Array.from({ length: 60 }, () => normal(random));
const size = 7;
const outputs = 2;
const windows = Array.from({ length: values.length - size + 1 }, (_, start) => [
  ...values.subarray(start, start + size),
]);

/** The sums, one window after the other. */
function plainly(rows: readonly (readonly number[])[]) {
  const places = [...(rows[0] ?? []).keys()];
  return {
    sums: places.map((at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0)),
    products: places.flatMap((a) =>
      places.map((b) => rows.reduce((sum, row) => sum + (row[a] ?? 0) * (row[b] ?? 0), 0)),
    ),
  };
}

function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, 9);
}

describe('sums over windows', () => {
  const gram = windowGram(values, { size, first: 0, last: values.length - size });

  it('are those of all windows, one after the other', () => {
    const { sums, products } = plainly(windows);
    expectClose(gram.sums, sums);
    expectClose(gram.products, products);
    expect(gram.windows).toBe(windows.length);
  });

  it('can be had for shorter windows, and for windows less one of their places', () => {
    const short = lastOf(gram, 5);
    expectClose(short.products, plainly(windows.map((row) => row.slice(2))).products);
    const less = lessPlace(short, 2);
    const moved = plainly(windows.map((row) => row.slice(2).map((value) => value - (row[4] ?? 0))));
    expectClose(less.sums, moved.sums);
    expectClose(less.products, moved.products);
  });

  it('give the least squares: no other weights have a smaller error', () => {
    const answer = solveWindows(gram, outputs, 0);
    const error = windowError(gram, answer);
    const byHand = windows.reduce((sum, row) => {
      const missed = [0, 1].map((output) => {
        const said = row
          .slice(0, size - outputs)
          .reduce(
            (all, value, at) => all + value * (answer.weights[at * outputs + output] ?? 0),
            answer.biases[output] ?? 0,
          );
        return (said - (row[size - outputs + output] ?? 0)) ** 2;
      });
      return sum + missed.reduce((a, b) => a + b);
    }, 0);
    expect(error).toBeCloseTo(byHand / (windows.length * outputs), 12);
    for (const at of answer.weights.keys()) {
      const moved = {
        ...answer,
        weights: answer.weights.map((value, place) => (place === at ? value + 1e-3 : value)),
      };
      expect(windowError(gram, moved)).toBeGreaterThan(error);
    }
    for (const at of answer.biases.keys()) {
      const moved = {
        ...answer,
        biases: answer.biases.map((value, place) => (place === at ? value + 1e-3 : value)),
      };
      expect(windowError(gram, moved)).toBeGreaterThan(error);
    }
  });

  it('give smaller weights for a larger penalty', () => {
    const length = (l2: number) =>
      solveWindows(gram, outputs, l2).weights.reduce((sum, weight) => sum + weight * weight, 0);
    expect(length(1)).toBeLessThan(length(0.01));
    expect(length(0.01)).toBeLessThan(length(0));
  });
});

import { expect, test } from 'vitest';
import { minimise } from '../../../src/learning/models/parts/lbfgs.js';

const options = {
  maxIterations: 500,
  tolerance: 1e-10,
  curvature: Float64Array.of(1, 1),
  onIteration: () => undefined,
};

test('finds the bottom of a crooked valley', async () => {
  const { point, converged } = await minimise(
    {
      size: 2,
      evaluate: ([x = 0, y = 0], gradient) => {
        gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
        gradient[1] = 200 * (y - x * x);
        return Promise.resolve(100 * (y - x * x) ** 2 + (1 - x) ** 2);
      },
    },
    options,
  );
  expect(converged).toBe(true);
  expect(point[0]).toBeCloseTo(1, 8);
  expect(point[1]).toBeCloseTo(1, 8);
});

test('with an L1 part moves each coordinate of a round bowl towards 0 by its weight, and no further', async () => {
  const centre = [3, -0.5];
  const { point } = await minimise(
    {
      size: 2,
      evaluate: (at, gradient) => {
        let value = 0;
        for (const [index, middle] of centre.entries()) {
          const away = (at[index] ?? 0) - middle;
          gradient[index] = away;
          value += (away * away) / 2;
        }
        return Promise.resolve(value);
      },
    },
    { ...options, l1: Float64Array.of(1, 1) },
  );
  expect(point[0]).toBeCloseTo(2, 8);
  expect(point[1]).toBe(0);
});

test('stays where it starts when that is the minimum', async () => {
  const flat = { size: 2, evaluate: () => Promise.resolve(5) };
  expect(await minimise(flat, options)).toMatchObject({ iterations: 0, converged: true });
});

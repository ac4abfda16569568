import { expect, test } from 'vitest';
import { normal, permutation, randomFor } from '../../src/contracts/seeded-random.js';

const draws = (seed: number, label: string, count = 5): number[] => {
  const random = randomFor(seed, label);
  return Array.from({ length: count }, random);
};

test('the same seed and label give the same stream', () => {
  expect(draws(7, 'train/shuffle/1')).toEqual(draws(7, 'train/shuffle/1'));
});

test.each([
  [8, 'train/shuffle/1'],
  [7, 'train/shuffle/2'],
])('another seed or label (%i, %s) gives another stream', (seed, label) => {
  expect(draws(seed, label)).not.toEqual(draws(7, 'train/shuffle/1'));
});

test('draws are spread evenly over [0, 1): chi-square over ten bins', () => {
  const bins = new Array<number>(10).fill(0);
  const count = 10_000;
  for (const draw of draws(1, 'even', count)) {
    expect(draw).toBeGreaterThanOrEqual(0);
    expect(draw).toBeLessThan(1);
    bins[Math.floor(draw * 10)] = (bins[Math.floor(draw * 10)] ?? 0) + 1;
  }
  const chiSquare = bins.reduce((sum, seen) => sum + (seen - count / 10) ** 2 / (count / 10), 0);
  // The 99.9 % point of chi-square with nine degrees of freedom.
  expect(chiSquare).toBeLessThan(27.9);
});

test('a permutation holds every number once', () => {
  const order = permutation(1000, randomFor(3, 'order'));
  expect([...order].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, at) => at));
  expect([...order.slice(0, 3)]).not.toEqual([0, 1, 2]);
});

test('normal draws have mean 0 and standard deviation 1', () => {
  const random = randomFor(5, 'normal');
  const values = Array.from({ length: 20_000 }, () => normal(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(Math.sqrt(variance) - 1)).toBeLessThan(0.02);
});

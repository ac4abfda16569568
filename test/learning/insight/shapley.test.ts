import { expect, it } from 'vitest';
import { randomFor } from '../../../src/contracts/seeded-random.js';
import { exactShapley, type Game, sampledShapley } from '../../../src/learning/insight/shapley.js';

/** A game of bit sets: what each set is worth in each world. */
function game(
  players: number,
  worlds: number,
  worth: (set: number, world: number) => number,
): Game {
  return {
    players,
    worlds,
    values: (coalitions, which) =>
      Float64Array.from(which, (world, at) => {
        let set = 0;
        for (let player = 0; player < players; player++) {
          if (coalitions[at * players + player] === 1) set |= 1 << player;
        }
        return worth(set, world);
      }),
  };
}

it('gives the glove game its known values: two left gloves, one right', () => {
  const gloves = game(3, 1, (set) => ((set & 1) === 1 && set > 1 ? 1 : 0));
  const { base, values } = exactShapley(gloves);
  expect(base).toBe(0);
  expect([...values].map((value) => value.toFixed(10))).toEqual(
    [2 / 3, 1 / 6, 1 / 6].map((value) => value.toFixed(10)),
  );
});

it('is exact for sums, whatever the order, and without an error', () => {
  const weights = [3, -1, 0, 0.5];
  const sum = game(4, 2, (set, world) =>
    weights.reduce((total, weight, at) => total + (((set >> at) & 1) === 1 ? weight : 0), world),
  );
  const sampled = sampledShapley(sum, { pairs: 4, random: randomFor(1, 'orders') });
  expect(sampled.base).toBe(0.5);
  sampled.values.forEach((value, at) => expect(value).toBeCloseTo(weights[at] as number, 12));
  sampled.errors?.forEach((error) => expect(error).toBeLessThan(1e-6));
});

it('is within its standard errors of the exact values, and sums to what all are worth', () => {
  const random = randomFor(5, 'worth');
  const worths = Array.from({ length: 3 }, () => Array.from({ length: 2 ** 6 }, () => random()));
  const wild = game(6, 3, (set, world) => worths[world]?.[set] as number);
  const exact = exactShapley(wild);
  const all = worths.reduce((total, worth) => total + (worth[63] as number), 0) / 3;
  const off: number[] = [];
  for (let seed = 0; seed < 20; seed++) {
    const found = sampledShapley(wild, { pairs: 60, random: randomFor(seed, 'orders') });
    expect(found.base).toBeCloseTo(exact.base, 12);
    expect(found.values.reduce((sum, value) => sum + value, found.base)).toBeCloseTo(all, 12);
    found.values.forEach((value, at) => {
      off.push(Math.abs(value - (exact.values[at] as number)) / (found.errors?.[at] as number));
    });
  }
  const within = off.filter((each) => each < 1.96).length / off.length;
  expect(within).toBeGreaterThan(0.88);
  expect(within).toBeLessThan(1);
});

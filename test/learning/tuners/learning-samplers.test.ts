import { describe, expect, test } from 'vitest';
import { samplers } from '../../../src/learning/tuners/index.js';
import type { Sampler, Trial } from '../../../src/learning/tuners/sampler.js';
import type { Point } from '../../../src/learning/tuners/search-space.js';
import { firstPoints, request, spaceFrom } from './searching.js';

describe.each(['tpe', 'tpe-multivariate', 'gp', 'cma-es'])('%s learns', (name) => {
  const bowl = spaceFrom({ x: { float: [-5, 5] }, y: { log: [0.001, 10] }, n: { int: [1, 30] } });
  const lossOf = ({ x, y, n }: Point): number =>
    (Number(x) - 1) ** 2 + (Math.log10(Number(y)) + 1) ** 2 + ((Number(n) - 12) / 6) ** 2;

  const searched = (
    sampler: Sampler,
    { seed, count, direction }: { seed: number; count: number; direction: 'lower' | 'higher' },
  ): readonly Trial[] => {
    const sign = direction === 'lower' ? 1 : -1;
    const history: Trial[] = [];
    for (let number = 0; number < count; number++) {
      const point = sampler.next(bowl, history, { seed, number, direction }) ?? {};
      history.push({ number, point, state: 'complete', value: sign * lossOf(point) });
    }
    return history;
  };

  test('to come nearer to the bottom than chance does', () => {
    const middle = (sampler: Sampler): number => {
      const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9].slice(0, name === 'gp' ? 3 : 9);
      const best = seeds.map((seed) => {
        const history = searched(sampler, { seed, count: 60, direction: 'lower' });
        return Math.min(...history.map(({ point }) => lossOf(point)));
      });
      return best.sort((x, y) => x - y)[seeds.length >> 1] as number;
    };
    expect(middle(samplers.get(name))).toBeLessThan(middle(samplers.get('random')) / 2);
  });

  test('the same whether less or more is better', () => {
    const [lower, higher] = (['lower', 'higher'] as const).map((direction) =>
      searched(samplers.get(name), { seed: 1, count: 30, direction }).map(({ point }) => point),
    );
    expect(higher).toEqual(lower);
  });
});

test('gp settles its kernel anew every 25 trials of a long search, and what it keeps changes nothing', () => {
  const gp = samplers.get('gp');
  const square = spaceFrom({ x: { float: [0, 1] }, y: { float: [0, 1] } });
  const lossOf = ({ x, y }: Point): number => (Number(x) - 0.3) ** 2 + (Number(y) - 0.8) ** 2;
  const history: Trial[] = firstPoints(samplers.get('random'), square, { seed: 1, count: 300 }).map(
    (point, number) => ({ number, point, state: 'complete', value: lossOf(point) }),
  );
  const asked = { seed: 1, direction: 'lower' } as const;
  const timeOf = (number: number): number => {
    const start = process.cpuUsage();
    const point = gp.next(square, history, { ...asked, number }) ?? {};
    const { user } = process.cpuUsage(start);
    history.push({ number, point, state: 'complete', value: lossOf(point) });
    return user;
  };
  const times = Array.from({ length: 12 }, (_, at) => timeOf(300 + at));
  const known = gp.next(square, history, { ...asked, number: 312 });
  // Copies are another search to it: nothing is kept of that.
  const copies = history.map((one) => ({ ...one, point: { ...one.point } }));
  expect(gp.next(square, copies, { ...asked, number: 312 })).toEqual(known);
  const best = (trials: readonly Trial[]): number =>
    Math.min(...trials.map(({ point }) => lossOf(point)));
  expect(best(history.slice(300))).toBeLessThan(best(history.slice(0, 300)) / 2);
  const [settling = 0, ...others] = times;
  expect(others.sort((a, b) => a - b)[5]).toBeLessThan(settling / 2);
});

test('nsga2 spreads over what cannot be better in both objectives', () => {
  const nsga2 = samplers.get('nsga2');
  const square = spaceFrom({ x: { float: [0, 1] }, y: { float: [0, 1] }, z: { float: [0, 1] } });
  const history: Trial[] = [];
  const directions = ['lower', 'higher'] as const;
  for (let number = 0; number < 250; number++) {
    const point = nsga2.next(square, history, {
      ...request(1, number),
      direction: 'lower',
      directions,
    });
    const [x, y, z] = [point?.['x'], point?.['y'], point?.['z']].map(Number) as [
      number,
      number,
      number,
    ];
    const waste = y + z;
    history.push({ number, point: point ?? {}, state: 'complete', values: [x + waste, x - waste] });
  }
  const late = history.slice(150).map(({ point }) => point);
  const meanOf = (name: string): number =>
    late.reduce((sum, point) => sum + Number(point[name]), 0) / late.length;
  expect(meanOf('y') + meanOf('z')).toBeLessThan(0.75);
  // All x are as good as each other: they must not gather in one place.
  const quarters = new Set(late.map((point) => Math.floor(Number(point['x']) * 4)));
  expect(quarters.size).toBe(4);
});

describe('quasi-random', () => {
  test('leaves no part of the space empty', () => {
    const square = spaceFrom({ x: { float: [0, 1] }, y: { float: [0, 1] } });
    const points = firstPoints(samplers.get('quasi-random'), square, { seed: 9, count: 64 });
    const cells = new Set(
      points.map(({ x, y }) => `${Math.floor(Number(x) * 8)}/${Math.floor(Number(y) * 8)}`),
    );
    expect(cells.size).toBe(64);
  });
});

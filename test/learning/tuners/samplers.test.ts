import { describe, expect, test } from 'vitest';
import { samplers } from '../../../src/learning/tuners/index.js';
import type { Trial } from '../../../src/learning/tuners/sampler.js';
import { pointsIn } from '../../../src/learning/tuners/search-space.js';
import { drawnOf, firstPoints, request, spaceFrom, trial, within } from './searching.js';

const finite = spaceFrom({
  layers: { values: [[64], [128, 64], []] },
  act: { choice: ['relu', 'tanh'] },
  batch: { int: [16, 64], step: 16 },
  rate: { float: [0.1, 0.3], step: 0.1 },
});
const wide = spaceFrom({
  trees: { int: [10, 500], scale: 'log' },
  depth: { int: [2, 9] },
  rate: { log: [0.001, 1], points: 5 },
  drop: { float: [0, 0.5], points: 3 },
});

const conditional = spaceFrom({
  width: { int: [1, 3], when: { layers: [2, 3] } },
  kind: { choice: ['plain', 'net', 'tree', 'forest'] },
  layers: { int: [1, 3], when: { kind: 'net' } },
  depth: { values: [1, 2, 3], when: { kind: 'tree' } },
  scale: { choice: [true, false] },
});

/** What every sampler promises, whatever it learns from. */
describe.each([...samplers])('$name', (sampler) => {
  test('gives the same points for the same seed', () => {
    expect(firstPoints(sampler, wide, { seed: 7, count: 40 })).toEqual(
      firstPoints(sampler, structuredClone(wide), { seed: 7, count: 40 }),
    );
  });

  test('stays inside the space', () => {
    for (const point of firstPoints(sampler, wide, { seed: 1, count: 60 })) {
      const { trees, depth, rate, drop } = point as Record<string, number>;
      expect([trees, depth].every(Number.isInteger)).toBe(true);
      expect(within(trees, 10, 500) && within(depth, 2, 9)).toBe(true);
      expect(within(rate, 0.001, 1) && within(drop, 0, 0.5)).toBe(true);
    }
  });

  test('never repeats a point of a finite space, and tries all before it stops', () => {
    const points = firstPoints(sampler, finite, { seed: 3, count: 1000 });
    expect(points).toHaveLength(pointsIn(finite));
    expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(points.length);
  });

  test('names every path in each point', () => {
    const [point] = firstPoints(sampler, finite, { seed: 3, count: 1 });
    expect(Object.keys(point ?? {})).toEqual(['layers', 'act', 'batch', 'rate']);
  });

  test('has one point for a space without dimensions', () => {
    expect(firstPoints(sampler, { dimensions: [] }, { seed: 3, count: 5 })).toEqual([{}]);
  });

  test('gives the same point for the same history, and leaves it as it is', () => {
    const points = firstPoints(sampler, wide, { seed: 2, count: 25 });
    const history = points.map((point, number) => trial(number, point));
    const before = structuredClone(history);
    const first = sampler.next(wide, history, request(2, 25));
    expect(history).toEqual(before);
    expect(sampler.next(structuredClone(wide), before, request(2, 25))).toEqual(first);
  });

  test('gives settings only where they exist, and tries each such point once', () => {
    const points = firstPoints(sampler, conditional, { seed: 4, count: 1000 });
    expect(points).toHaveLength(pointsIn(conditional));
    expect(pointsIn(conditional)).toBe(2 * (1 + 1 + (1 + 2 * 3) + 3));
    expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(points.length);
    for (const point of points) {
      const isNet = point['kind'] === 'net';
      expect('layers' in point).toBe(isNet);
      expect('width' in point).toBe(isNet && Number(point['layers']) >= 2);
      expect('depth' in point).toBe(point['kind'] === 'tree');
    }
  });

  test('goes on beside trials that run, failed, or were pruned, and repeats none of them', () => {
    const states = ['complete', 'running', 'failed', 'pruned', 'complete'] as const;
    const history: Trial[] = [];
    for (let number = 0; number < pointsIn(finite); number++) {
      const point = sampler.next(finite, history, request(8, number));
      const state = states[number % states.length] as Trial['state'];
      const value = state === 'complete' || state === 'pruned' ? { value: Math.sin(number) } : {};
      history.push({ number, point: point ?? {}, state, ...value });
    }
    expect(new Set(history.map(({ point }) => JSON.stringify(point))).size).toBe(history.length);
    expect(sampler.next(finite, history, request(8, history.length))).toBeUndefined();
  });

  test('is not confused by trials of another space, nor by values that are no numbers', () => {
    const odd: Trial[] = [
      { number: 0, point: { trees: 9999, depth: 3 }, state: 'complete', value: 1 },
      { number: 1, point: { colour: 'red' }, state: 'complete', value: 2 },
      ...Array.from({ length: 20 }, (_, at): Trial => {
        const point = samplers.get('random').next(wide, [], request(1, at)) ?? {};
        return { number: at + 2, point, state: 'complete', value: at === 4 ? NaN : 5 };
      }),
    ];
    const point = sampler.next(wide, odd, request(1, 22));
    expect(Object.keys(point ?? {})).toEqual(['trees', 'depth', 'rate', 'drop']);
  });

  test('keeps its points apart while all trials run', () => {
    const history: Trial[] = [];
    for (let number = 0; number < 12; number++) {
      const point = sampler.next(wide, history, request(6, number)) ?? {};
      history.push({ number, point, state: 'running' });
    }
    expect(new Set(history.map(({ point }) => JSON.stringify(point))).size).toBe(12);
  });
});

describe('random', () => {
  const random = samplers.get('random');

  test('chooses trial n by the seed and n alone', () => {
    for (const space of [finite, wide]) {
      const inOrder = firstPoints(random, space, { seed: 5, count: 30 });
      const alone = random.next(structuredClone(space), [], request(5, 29));
      expect(alone).toEqual(inOrder[29]);
    }
  });

  test('gives other points for another seed', () => {
    const [a] = firstPoints(random, wide, { seed: 1, count: 1 });
    const [b] = firstPoints(random, wide, { seed: 2, count: 1 });
    expect(a).not.toEqual(b);
  });

  test.each([
    ['log', { log: [0.0001, 10] }, (value: number) => Math.log(value / 0.0001) / Math.log(1e5)],
    ['float', { float: [-2, 6] }, (value: number) => (value + 2) / 8],
  ] as const)('draws `%s` evenly on its scale', (_, line, share) => {
    const values = drawnOf(line, 2000)
      .map(share)
      .sort((a, b) => a - b);
    // Kolmogorov–Smirnov against the uniform distribution: 1.63 / √n is its 1 % limit.
    const distance = Math.max(
      ...values.map((value, place) => Math.max(value - place / 2000, (place + 1) / 2000 - value)),
    );
    expect(distance).toBeLessThan(1.63 / Math.sqrt(2000));
  });

  test('draws whole numbers evenly, its ends as often as the rest', () => {
    const counts = new Map<number, number>();
    for (let seed = 0; seed < 4000; seed++) {
      const [value] = drawnOf({ int: [3, 6] }, 1, seed);
      counts.set(value ?? NaN, (counts.get(value ?? NaN) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([3, 4, 5, 6]);
    expect(Math.max(...[...counts.values()].map((count) => Math.abs(count - 1000)))).toBeLessThan(
      100,
    );
  });

  test('draws whole numbers by ratio when told', () => {
    const values = Array.from(
      { length: 2000 },
      (_, seed) => drawnOf({ int: [1, 1023], scale: 'log' }, 1, seed)[0] ?? 0,
    );
    // Half of the ratio lies below the geometric middle, between 0.5 and 1023.5.
    const below = values.filter((value) => value <= 22).length / 2000;
    expect(below).toBeGreaterThan(0.46);
    expect(below).toBeLessThan(0.54);
  });
});

describe('grid', () => {
  const grid = samplers.get('grid');

  test('is the full product, the last setting changing fastest', () => {
    const space = spaceFrom({ a: { choice: ['x', 'y'] }, b: { int: [1, 3] } });
    expect(firstPoints(grid, space, { seed: 0, count: 99 })).toEqual([
      { a: 'x', b: 1 },
      { a: 'x', b: 2 },
      { a: 'x', b: 3 },
      { a: 'y', b: 1 },
      { a: 'y', b: 2 },
      { a: 'y', b: 3 },
    ]);
  });

  test.each([
    [{ log: [0.001, 1], points: 4 }, [0.001, 0.01, 0.1, 1]],
    [{ float: [0, 1], points: 3 }, [0, 0.5, 1]],
    [{ int: [1, 100], scale: 'log', points: 3 }, [1, 10, 100]],
    [
      { int: [1, 3], points: 9 },
      [1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3]
        .map(Math.round)
        .filter((value, place, all) => all.indexOf(value) === place),
    ],
    [{ float: [0.5, 0.75], step: 0.1 }, [0.5, 0.6, 0.7]],
  ])('takes of %j the values %j', (line, values) => {
    const points = firstPoints(grid, spaceFrom({ x: line }), { seed: 0, count: 50 });
    expect(points.map((point) => point['x'])).toEqual(values);
  });

  test('refuses a continuous setting before the first trial', () => {
    expect(grid.check(spaceFrom({ x: { log: [1, 2] }, y: { int: [1, 2] } }))).toMatchObject([
      { code: 'tune/endless-grid', path: ['x'] },
    ]);
    expect(grid.check(wide)).toEqual([]);
  });

  test('does not care how large the product is', () => {
    const space = spaceFrom({ a: { int: [1, 1_000_000_000] }, b: { int: [1, 1_000] } });
    expect(grid.next(space, [], request(0, 1_001))).toEqual({ a: 2, b: 2 });
  });
});

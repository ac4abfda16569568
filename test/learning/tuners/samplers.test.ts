import { describe, expect, test } from 'vitest';
import { samplers } from '../../../src/learning/tuners/index.js';
import { parseSpace } from '../../../src/learning/tuners/parse-space.js';
import type { Sampler, Trial } from '../../../src/learning/tuners/sampler.js';
import {
  type Point,
  pointsIn,
  type SearchSpace,
} from '../../../src/learning/tuners/search-space.js';

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

function trial(number: number, point: Point): Trial {
  return { number, point, state: 'complete', value: Math.cos(number) };
}

function request(seed: number, number: number) {
  return { seed, number, direction: 'higher' } as const;
}

/** The points a sampler gives one after the other, at most `count`. */
function firstPoints(
  sampler: Sampler,
  space: SearchSpace,
  { seed, count }: { readonly seed: number; readonly count: number },
): readonly Point[] {
  const points: Point[] = [];
  for (let number = 0; number < count; number++) {
    const history = points.map((point, index) => ({
      number: index,
      point,
      state: 'complete' as const,
      value: index,
    }));
    const point = sampler.next(space, history, request(seed, number));
    if (point === undefined) return points;
    points.push(point);
  }
  return points;
}

function drawnOf(line: object, count: number, seed = 1): readonly number[] {
  const points = firstPoints(samplers.get('random'), spaceFrom({ x: line }), { seed, count });
  return points.map((point) => Number(point['x']));
}

function spaceFrom(written: Readonly<Record<string, unknown>>): SearchSpace {
  const { space, problems } = parseSpace(written);
  expect(problems).toEqual([]);
  return space;
}

function within(value: number | undefined, low: number, high: number): boolean {
  return value !== undefined && value >= low && value <= high;
}

import { expect } from 'vitest';
import { samplers } from '../../../src/learning/tuners/index.js';
import { parseSpace } from '../../../src/learning/tuners/parse-space.js';
import type { Sampler, Trial } from '../../../src/learning/tuners/sampler.js';
import type { Point, SearchSpace } from '../../../src/learning/tuners/search-space.js';

export function trial(number: number, point: Point): Trial {
  return { number, point, state: 'complete', value: Math.cos(number) };
}

export function request(seed: number, number: number) {
  return { seed, number, direction: 'higher' } as const;
}

/** The points a sampler gives one after the other, at most `count`. */
export function firstPoints(
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

export function drawnOf(line: object, count: number, seed = 1): readonly number[] {
  const points = firstPoints(samplers.get('random'), spaceFrom({ x: line }), { seed, count });
  return points.map((point) => Number(point['x']));
}

export function spaceFrom(written: Readonly<Record<string, unknown>>): SearchSpace {
  const { space, problems } = parseSpace(written);
  expect(problems).toEqual([]);
  return space;
}

export function within(value: number | undefined, low: number, high: number): boolean {
  return value !== undefined && value >= low && value <= high;
}

import { randomFor } from '../../contracts/seeded-random.js';
import type { Sampler } from './sampler.js';
import {
  nthPoint,
  type Point,
  pointFrom,
  pointsIn,
  type SearchSpace,
  valueAt,
} from './search-space.js';

/**
 * Draws every setting by itself, whatever was found before: trial n depends on the seed and n alone, so that trials may
 * run in any order. A space with a finite number of points is never asked for the same one twice.
 */
export const random: Sampler = {
  name: 'random',
  summary: 'draws every setting by itself; a strong start, and runs in any order',
  check: () => [],
  next(space, _history, { seed, number }) {
    const points = pointsIn(space);
    if (points === Infinity) return drawn(space, seed, `${number}`);
    if (number >= points) return undefined;

    const { points: known, seen } = drawnBefore(space, seed);
    while (known.length <= number) {
      const point = fresh(space, seen, { seed, trial: known.length });
      seen.add(keyOf(point));
      known.push(point);
    }
    return known[number];
  },
};

interface Drawn {
  readonly points: Point[];
  readonly seen: Set<string>;
}

/** Trial n of a finite space must avoid the n before it; they are kept, so that it costs one draw and not n. */
const drawnSpaces = new WeakMap<SearchSpace, Map<number, Drawn>>();

function drawnBefore(space: SearchSpace, seed: number): Drawn {
  const seeds = drawnSpaces.get(space) ?? new Map<number, Drawn>();
  drawnSpaces.set(space, seeds);
  const known = seeds.get(seed) ?? { points: [], seen: new Set<string>() };
  seeds.set(seed, known);
  return known;
}

const attempts = 16;

/** A point not seen yet: drawn anew a few times, then the next free one in the order of the grid. */
function fresh(
  space: SearchSpace,
  seen: ReadonlySet<string>,
  { seed, trial }: { readonly seed: number; readonly trial: number },
): Point {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const point = drawn(space, seed, `${trial}/${attempt}`);
    if (!seen.has(keyOf(point))) return point;
  }
  const points = pointsIn(space);
  let place = Math.floor(randomFor(seed, `tune/random/${trial}/free`)() * points);
  let point = nthPoint(space, place);
  while (seen.has(keyOf(point))) {
    place = (place + 1) % points;
    point = nthPoint(space, place);
  }
  return point;
}

function drawn(space: SearchSpace, seed: number, label: string): Point {
  return pointFrom(space, ({ path, domain }) =>
    valueAt(domain, randomFor(seed, `tune/random/${label}/${path}`)()),
  );
}

function keyOf(point: Point): string {
  return JSON.stringify(Object.entries(point));
}

import { randomFor } from '../../../contracts/seeded-random.js';
import type { Trial } from '../sampler.js';
import {
  contains,
  exists,
  nthPoint,
  type Point,
  pointsIn,
  type SearchSpace,
} from '../search-space.js';

/** How often a sampler is asked for another point when it proposes one that was tried. */
const attempts = 8;

interface Wish {
  readonly seed: number;
  /** Of the trial. */
  readonly number: number;
  readonly propose: (attempt: number) => Point;
}

/**
 * A point that no trial tried or tries: what `propose` gives, asked anew a few times; then, in a space of finitely many
 * points, one of those left. Undefined when all of these were tried.
 */
export function untried(
  space: SearchSpace,
  history: readonly Trial[],
  { seed, number, propose }: Wish,
): Point | undefined {
  const points = pointsIn(space);
  if (points !== Infinity) return oneLeft(space, history, { seed, number, propose, points });
  let proposed: Point = {};
  for (let attempt = 0; attempt < attempts; attempt++) {
    proposed = propose(attempt);
    if (!isTried(space, history, proposed)) break;
  }
  return proposed;
}

function oneLeft(
  space: SearchSpace,
  history: readonly Trial[],
  { seed, number, propose, points }: Wish & { readonly points: number },
): Point | undefined {
  const seen = new Set<string>();
  for (const { point } of history) {
    if (belongs(space, point)) seen.add(keyOf(space, point));
  }
  if (seen.size >= points) return undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const proposed = propose(attempt);
    if (!seen.has(keyOf(space, proposed))) return proposed;
  }
  const start = Math.floor(randomFor(seed, `tune/untried/${number}`)() * points);
  for (let step = 0; step < points; step++) {
    const point = nthPoint(space, (start + step) % points);
    if (!seen.has(keyOf(space, point))) return point;
  }
  return undefined;
}

/** Whether a trial was at this point. Numbers that differ tell most apart, without a text of either. */
function isTried(space: SearchSpace, history: readonly Trial[], proposed: Point): boolean {
  const numbers = Object.entries(proposed).filter(([, value]) => typeof value === 'number');
  return history.some(({ point }) => {
    for (const [path, value] of numbers) if (point[path] !== value) return false;
    return belongs(space, point) && keyOf(space, point) === keyOf(space, proposed);
  });
}

/** What is known of a point in a space; kept with the point, as histories are long and asked for again at each trial. */
interface Known {
  readonly belongs: boolean;
  readonly key: string;
}

const known = new WeakMap<SearchSpace, WeakMap<Point, Known>>();

/** Whether a point could have come from this space; one of another search may not. */
export function belongs(space: SearchSpace, point: Point): boolean {
  return knownOf(space, point).belongs;
}

/** A text that two points share only when they are the same. */
function keyOf(space: SearchSpace, point: Point): string {
  return knownOf(space, point).key;
}

function knownOf(space: SearchSpace, point: Point): Known {
  let ofSpace = known.get(space);
  if (ofSpace === undefined) known.set(space, (ofSpace = new WeakMap()));
  const before = ofSpace.get(point);
  if (before !== undefined) return before;
  const there = space.dimensions.filter((dimension) => exists(dimension, point));
  const now: Known = {
    belongs: there.every(({ domain, path }) => contains(domain, point[path])),
    key: JSON.stringify(there.map(({ path }) => [path, point[path] ?? null])),
  };
  ofSpace.set(point, now);
  return now;
}

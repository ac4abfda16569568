import type { Sampler } from './sampler.js';
import {
  type Dimension,
  type Domain,
  nthPoint,
  pointsIn,
  type SearchSpace,
  type SpaceProblem,
  sizeOf,
} from './search-space.js';

/**
 * Tries every combination, in the order of an odometer: the first setting changes slowest and the last one fastest,
 * each from its smallest value up, or as listed. Ranges need a `step` or a number of `points`; `int` steps by 1.
 */
export const grid: Sampler = {
  name: 'grid',
  summary: 'tries every combination, the last setting changing fastest',
  check: ({ dimensions }) => dimensions.flatMap(endless),
  next(space, _history, { number }) {
    const listed = { dimensions: space.dimensions.map(withPoints) } satisfies SearchSpace;
    return number < pointsIn(listed) ? nthPoint(listed, number) : undefined;
  },
};

function endless({ path, domain }: Dimension): readonly SpaceProblem[] {
  if (sizeOf(domain) < Infinity || hasPoints(domain)) return [];
  return [
    {
      code: 'tune/endless-grid',
      message: `\`${path}\` is continuous, and a grid would never end`,
      path: [path],
      hints: ['Give it a number of `points`, or use the sampler `random`'],
    },
  ];
}

function hasPoints(domain: Domain): boolean {
  return domain.kind !== 'choice' && domain.points !== undefined;
}

/** A range with `points` as the list of them. */
function withPoints(dimension: Dimension): Dimension {
  const { domain } = dimension;
  if (domain.kind === 'choice' || domain.points === undefined) return dimension;
  const values = spaced(domain, domain.points);
  return { ...dimension, domain: { kind: 'choice', values, ordered: true } };
}

/** So many values from low to high, evenly by difference or by ratio; whole and without repeats for `int`. */
function spaced(domain: Exclude<Domain, { kind: 'choice' }>, points: number): readonly number[] {
  const { kind, low, high, log } = domain;
  const values = Array.from({ length: points }, (_, place) => {
    if (place === points - 1) return high;
    const share = place / (points - 1);
    const value = log ? low * (high / low) ** share : low + share * (high - low);
    return kind === 'int' ? Math.round(value) : Number(value.toPrecision(12));
  });
  return [...new Set(values)];
}

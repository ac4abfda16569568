import type { Json } from '../../contracts/json.js';
import type { Sampler } from './sampler.js';
import {
  type Dimension,
  type Domain,
  nthValue,
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
  next({ dimensions }, _history, { number }) {
    const point: (readonly [string, Json])[] = [];
    let rest = number;
    for (const { path, domain } of dimensions.toReversed()) {
      const { size, valueOf } = axisOf(domain);
      point.unshift([path, valueOf(rest % size)]);
      rest = Math.floor(rest / size);
    }
    return rest > 0 ? undefined : Object.fromEntries(point);
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

/** What a grid takes of a domain, ascending or as listed. */
function axisOf(domain: Domain): { size: number; valueOf: (place: number) => Json } {
  if (domain.kind !== 'choice' && domain.points !== undefined) {
    const values = spaced(domain, domain.points);
    return { size: values.length, valueOf: (place) => values[place] ?? null };
  }
  const size = sizeOf(domain);
  if (size === Infinity) throw new RangeError('a grid over a continuous domain never ends');
  return { size, valueOf: (place) => nthValue(domain, place) };
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

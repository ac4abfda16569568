import { type Dimension, isSame, type Point, type SearchSpace, shareOf } from '../search-space.js';

/** A point as the Gaussian process sees it: a number per setting. */
export interface Features {
  /** Whether a setting is a name, of which only the same is near, and not a number from 0 to 1. */
  readonly isName: readonly boolean[];
  of(point: Point): Float64Array;
}

/** A setting that does not exist at a point is a name of its own, or lies in the middle. */
export function featuresOf({ dimensions }: SearchSpace): Features {
  return {
    isName: dimensions.map(isNamed),
    of: (point) => {
      const features = new Float64Array(dimensions.length);
      for (const [at, dimension] of dimensions.entries())
        features[at] = featureOf(dimension, point);
      return features;
    },
  };
}

function isNamed({ domain }: Dimension): boolean {
  return domain.kind === 'choice' && !domain.ordered;
}

function featureOf(dimension: Dimension, point: Point): number {
  const { domain, path } = dimension;
  if (domain.kind === 'choice' && !domain.ordered) {
    return path in point ? domain.values.findIndex((value) => isSame(value, point[path])) : -1;
  }
  return path in point ? shareOf(domain, point[path] ?? null) : 0.5;
}

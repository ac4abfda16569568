import { randomFor } from '../../../contracts/seeded-random.js';
import { sobol, sobolDimensions } from '../quasi/sobol.js';
import { type Point, pointFrom, type SearchSpace, valueAt } from '../search-space.js';

/** The point at an index of the scrambled Sobol sequence, a dimension for each setting; settings beyond the 64th are drawn. */
export function evenPoint(space: SearchSpace, index: number, seed: number): Point {
  return pointFrom(space, ({ domain, path }, place) => {
    const share =
      place < sobolDimensions
        ? sobol(index, place, seed)
        : randomFor(seed, `tune/even/${index}/${path}`)();
    return valueAt(domain, share);
  });
}

import { normal, randomFor } from '../../contracts/seeded-random.js';
import { type Cma, evolved, firstCma, generationSize, sampled } from './evolution/cma.js';
import { fromBest } from './evolution/ranks.js';
import { chooseAlone, type GoodAndBad, goodAndBad } from './parzen/good-and-bad.js';
import type { Sampler } from './sampler.js';
import {
  type Dimension,
  type Point,
  pointFrom,
  type SearchSpace,
  shareOf,
  sizeOf,
  valueAt,
} from './search-space.js';
import { evenPoint } from './spaces/even-point.js';
import { type Outcome, outcomesOf } from './spaces/outcomes.js';
import { untried } from './spaces/untried.js';

/** How often a point outside the range is drawn anew, before it is brought to the edge. */
const redraws = 100;

/**
 * The covariance matrix adaptation evolution strategy (Hansen, arXiv:1604.00772) over the numbers that always exist, on the unit
 * cube; it is evolved anew from the history, generation by generation. Choices, and settings that exist only beside
 * others, are drawn by `tpe`. Only the order of the trials counts: a pruned one comes after all that are complete, a failed one last.
 */
export const cmaEs: Sampler = {
  name: 'cma-es',
  summary:
    'moves and shapes a cloud of points; for numbers that depend on each other, from 100 trials on',
  check: () => [],
  next(space, history, request) {
    const { seed, number } = request;
    const outcomes = outcomesOf(space, history, request);
    const numbers = space.dimensions.filter(isNumber);
    const done = outcomes.filter(({ state }) => state !== 'running');
    const cma = done.length === 0 ? undefined : replayed(numbers, done);
    const known = goodAndBad(outcomes);
    return untried(space, history, {
      seed,
      number,
      propose: (attempt) =>
        cma === undefined
          ? evenPoint(space, number + attempt, seed)
          : proposed(space, { cma, numbers, known }, { seed, label: `${number}/${attempt}` }),
    });
  },
};

function isNumber({ domain, when }: Dimension): boolean {
  return domain.kind !== 'choice' && when === undefined && sizeOf(domain) > 1;
}

/** The distribution after all full generations of the history. */
function replayed(numbers: readonly Dimension[], done: readonly Outcome[]): Cma | undefined {
  if (numbers.length === 0) return undefined;
  const size = generationSize(numbers.length);
  let cma = firstCma(numbers.length);
  for (let from = 0; from + size <= done.length; from += size) {
    const ranked = fromBest(done.slice(from, from + size));
    const after = evolved(
      cma,
      ranked.map(({ point }) => sharesOf(numbers, point)),
    );
    cma = hasCollapsed(after)
      ? { ...firstCma(numbers.length), mean: bestOf(numbers, done) }
      : after;
  }
  return cma;
}

/** When nothing moves any more it begins anew, wide again, around the best. */
function hasCollapsed({ sigma, eigen }: Cma): boolean {
  const widest = sigma * Math.sqrt(Math.max(...eigen.values));
  return !(widest > 1e-9 && widest < 1e4);
}

function bestOf(numbers: readonly Dimension[], done: readonly Outcome[]): Float64Array {
  const [best] = fromBest(done);
  return sharesOf(numbers, best?.point ?? {});
}

function sharesOf(numbers: readonly Dimension[], point: Point): Float64Array {
  return Float64Array.from(numbers, ({ domain, path }) => shareOf(domain, point[path] ?? null));
}

function proposed(
  space: SearchSpace,
  {
    cma,
    numbers,
    known,
  }: { readonly cma: Cma; readonly numbers: readonly Dimension[]; readonly known: GoodAndBad },
  { seed, label }: { readonly seed: number; readonly label: string },
): Point {
  const random = randomFor(seed, `tune/cma-es/${label}`);
  let shares = new Float64Array();
  for (let draw = 0; draw < redraws; draw++) {
    shares = Float64Array.from(
      sampled(
        cma,
        Float64Array.from(numbers, () => normal(random)),
      ),
    );
    if (shares.every((share) => share >= 0 && share <= 1)) break;
  }
  const places = new Map(numbers.map((dimension, place) => [dimension, place]));
  return pointFrom(space, (dimension) => {
    const place = places.get(dimension);
    if (place === undefined) {
      return chooseAlone(dimension, known, { seed, label: `tune/cma-es/${label}` });
    }
    const share = Math.min(1, Math.max(0, shares[place] as number));
    return valueAt(dimension.domain, Math.min(share, 1 - Number.EPSILON));
  });
}

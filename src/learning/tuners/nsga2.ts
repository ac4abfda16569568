import { type Random, randomFor } from '../../contracts/seeded-random.js';
import { dominates, fromBest } from './evolution/ranks.js';
import type { Sampler } from './sampler.js';
import {
  type Dimension,
  type Point,
  pointFrom,
  type SearchSpace,
  valueAt,
} from './search-space.js';
import { evenPoint } from './spaces/even-point.js';
import { isFinished, type Outcome, outcomesOf } from './spaces/outcomes.js';
import { untried } from './spaces/untried.js';

/** How many trials a generation has: fewer than is usual, as searches of models are short. */
const size = 20;
const crossover = 0.9;

/**
 * The genetic algorithm NSGA-II (Deb et al. 2002) for several objectives, with the crossover and mutation that Optuna has: nine
 * of ten children take each value from either parent; each value is drawn anew once in as many as there are settings.
 */
export const nsga2: Sampler = {
  name: 'nsga2',
  summary:
    'breeds points for several objectives at once; spreads over what cannot be better in all',
  check: () => [],
  next(space, history, request) {
    const { seed, number } = request;
    const finished = outcomesOf(space, history, request).filter(isFinished);
    const parents = parentsOf(finished);
    return untried(space, history, {
      seed,
      number,
      propose: (attempt) =>
        parents.length < 2
          ? evenPoint(space, number + attempt, seed)
          : childOf(space, parents, randomFor(seed, `tune/nsga2/${number}/${attempt}`)),
    });
  },
};

/** The best of each generation and its parents, generation by generation. */
function parentsOf(finished: readonly Outcome[]): readonly Outcome[] {
  let parents: readonly Outcome[] = [];
  for (let from = 0; from + size <= finished.length; from += size) {
    parents = fromBest([...parents, ...finished.slice(from, from + size)]).slice(0, size);
  }
  return parents;
}

function childOf(space: SearchSpace, parents: readonly Outcome[], random: Random): Point {
  const first = winner(parents, random);
  const isCrossed = random() < crossover;
  const second = isCrossed
    ? winner(
        parents.filter((parent) => parent !== first),
        random,
      )
    : first;
  const mutation = 1 / Math.max(1, space.dimensions.length);
  return pointFrom(space, (dimension) => {
    const inherited = inheritedOf(dimension, [first.point, second.point], random);
    const drawn = random();
    return random() < mutation || inherited === undefined
      ? valueAt(dimension.domain, drawn)
      : inherited;
  });
}

/** One parent's value, or the other's; of a setting that only one has, its. */
function inheritedOf(
  { path }: Dimension,
  [first, second]: readonly [Point, Point],
  random: Random,
): Point[string] | undefined {
  const [chosen, other] = random() < 0.5 ? [first, second] : [second, first];
  return path in chosen ? chosen[path] : other[path];
}

/** The better of two drawn at random; either, when neither dominates the other. */
function winner(parents: readonly Outcome[], random: Random): Outcome {
  const one = parents[Math.floor(random() * parents.length)] as Outcome;
  const other = parents[Math.floor(random() * parents.length)] as Outcome;
  return dominates(other.losses, one.losses) ? other : one;
}

import type { Json } from '../../../contracts/json.js';
import { randomFor } from '../../../contracts/seeded-random.js';
import { fromBest } from '../evolution/ranks.js';
import { type Dimension, exists, type Point } from '../search-space.js';
import { isFinished, type Outcome } from '../spaces/outcomes.js';
import { mixtureOf } from './mixture.js';

/** Trials before a sampler learns from them. */
export const startTrials = 10;
const candidates = 24;

/** Points of the best trials and of all others, oldest first. */
export interface GoodAndBad {
  readonly good: readonly Point[];
  readonly bad: readonly Point[];
}

/**
 * The best tenth of what is finished, at most 25, and the rest. What runs is among the rest, so that trials beside each other
 * do not flock (the constant liar), and so is what failed.
 */
export function goodAndBad(outcomes: readonly Outcome[]): GoodAndBad {
  const finished = outcomes.filter(isFinished);
  const most = Math.min(Math.ceil(0.1 * finished.length), 25);
  const best = new Set(fromBest(finished).slice(0, most));
  const pointsOf = (some: readonly Outcome[]): readonly Point[] => some.map(({ point }) => point);
  return {
    good: pointsOf(outcomes.filter((one) => best.has(one))),
    bad: pointsOf(outcomes.filter((one) => !best.has(one))),
  };
}

/** Values of some settings together: of 24 drawn from the density of the good points, the one rarest among the bad. */
export function chooseJointly(
  dimensions: readonly Dimension[],
  { good, bad }: GoodAndBad,
  { seed, label }: { readonly seed: number; readonly label: string },
): Point {
  if (dimensions.length === 0) return {};
  const likely = mixtureOf(dimensions, good);
  const unlikely = mixtureOf(dimensions, bad);
  const random = randomFor(seed, label);
  let chosen: Point = {};
  let most = -Infinity;
  for (let drawn = 0; drawn < candidates; drawn++) {
    const point = likely.sample(random);
    const gain = likely.logDensity(point) - unlikely.logDensity(point);
    if (drawn > 0 && !(gain > most)) continue;
    chosen = point;
    most = gain;
  }
  return chosen;
}

/** The value of one setting by itself, learned from the trials in which it existed. */
export function chooseAlone(
  dimension: Dimension,
  { good, bad }: GoodAndBad,
  { seed, label }: { readonly seed: number; readonly label: string },
): Json {
  const has = (point: Point): boolean => dimension.path in point && exists(dimension, point);
  const known = { good: good.filter(has), bad: bad.filter(has) };
  const { path } = dimension;
  return chooseJointly([dimension], known, { seed, label: `${label}/${path}` })[path] ?? null;
}

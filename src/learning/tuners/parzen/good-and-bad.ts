import type { Json } from '../../../contracts/json.js';
import { randomFor } from '../../../contracts/seeded-random.js';
import { mostVolume } from '../evolution/hypervolume.js';
import { frontsOf } from '../evolution/ranks.js';
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
 * The best tenth of what is finished, with one objective at most 25, and the rest. What runs is among the rest, so that trials beside each other
 * do not flock (the constant liar), and so is what failed.
 */
export function goodAndBad(outcomes: readonly Outcome[]): GoodAndBad {
  const finished = outcomes.filter(isFinished);
  const tenth = Math.ceil(0.1 * finished.length);
  const isSingle = (finished[0]?.losses.length ?? 1) === 1;
  const best = new Set(
    isSingle ? bestOf(finished, Math.min(tenth, 25)) : bestOfSeveral(finished, tenth),
  );
  const good: Point[] = [];
  const bad: Point[] = [];
  for (const one of outcomes) (best.has(one) ? good : bad).push(one.point);
  return { good, bad };
}

/** The first, complete ones before pruned ones, without putting the others in order. */
function bestOf(finished: readonly Outcome[], most: number): readonly Outcome[] {
  const complete = finished.filter(({ state }) => state === 'complete');
  const kept = smallest(complete, most);
  if (kept.length === most) return kept;
  const pruned = finished.filter(({ state }) => state === 'pruned');
  return [...kept, ...smallest(pruned, most - kept.length)];
}

/** Front after front of several objectives, and of the last those that dominate most together, as Optuna has it. */
function bestOfSeveral(finished: readonly Outcome[], most: number): readonly Outcome[] {
  const kept: Outcome[] = [];
  for (const state of ['complete', 'pruned']) {
    for (const front of frontsOf(finished.filter((one) => one.state === state))) {
      if (kept.length === most) break;
      kept.push(...mostVolume(front, most - kept.length, ({ losses }) => losses));
    }
  }
  return kept;
}

/** So many of the smallest loss, ascending; of equal ones the older first, as they come oldest first. */
function smallest(outcomes: readonly Outcome[], most: number): readonly Outcome[] {
  const kept: Outcome[] = [];
  for (const one of outcomes) {
    const last = kept[most - 1];
    if (last !== undefined && last.loss <= one.loss) continue;
    let place = Math.min(kept.length, most - 1);
    kept[place] = one;
    for (; place > 0 && (kept[place - 1] as Outcome).loss > one.loss; place--) {
      kept[place] = kept[place - 1] as Outcome;
      kept[place - 1] = one;
    }
  }
  return kept;
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
  const { path, when } = dimension;
  const has = (point: Point): boolean =>
    path in point && (when === undefined || exists(dimension, point));
  const known = { good: good.filter(has), bad: bad.filter(has) };
  return chooseJointly([dimension], known, { seed, label: `${label}/${path}` })[path] ?? null;
}

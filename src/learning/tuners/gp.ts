import { type Features, featuresOf } from './gaussian/features.js';
import { logImprovement } from './gaussian/improvement.js';
import { type Scored, scalarLosses } from './gaussian/losses.js';
import {
  fitProcess,
  type KernelSettings,
  likeliestSettings,
  type Process,
  processOf,
  type Seen,
} from './gaussian/process.js';
import { type Effort, highest } from './gaussian/search.js';
import type { SampleRequest, Sampler } from './sampler.js';
import type { Point, SearchSpace } from './search-space.js';
import { evenPoint } from './spaces/even-point.js';
import { isFinished, type Outcome, outcomesOf } from './spaces/outcomes.js';
import { untried } from './spaces/untried.js';

/** Trials before it learns from them. */
const startTrials = 10;
/** The process costs the cube of what it knows: of more trials it takes the best half of these, and others from the rest. */
const mostKnown = 120;
/**
 * A search of more trials than these is no longer one of few dear trials: it is made to cost milliseconds. The kernel is then settled anew
 * every so many trials, and fewer points are known and looked at.
 */
const longSearch = 250;
const thrifty = { known: 60, every: 25, effort: { spread: 96, near: 2, starts: 1 } };

/**
 * A Gaussian process with a Matérn 5/2 kernel and a length for each setting, and the point of which most improvement is expected
 * (Jones et al. 1998). Trials that run count as what the process expects of them; a failed one as the worst seen.
 */
export const gp: Sampler = {
  name: 'gp',
  summary:
    'models the metric over the space; finds most in few trials, up to a tenth of a second each',
  check: () => [],
  next(space, history, request) {
    const { seed, number } = request;
    const outcomes = outcomesOf(space, history, request);
    const isStart = outcomes.filter(isFinished).length < startTrials;
    const known = isStart ? undefined : learned(space, outcomes, request);
    return untried(space, history, {
      seed,
      number,
      propose(attempt) {
        if (known === undefined || attempt > 1) return evenPoint(space, number + attempt, seed);
        const { process, best, near, features, effort } = known;
        const height = (point: Point): number => logImprovement(process, features.of(point), best);
        return highest(space, height, {
          seed,
          label: `tune/gp/${number}/${attempt}`,
          near,
          effort,
        });
      },
    });
  },
};

function learned(
  space: SearchSpace,
  outcomes: readonly Outcome[],
  request: SampleRequest,
): {
  readonly process: Process;
  readonly best: number;
  readonly near: readonly Point[];
  readonly features: Features;
  readonly effort: Effort | undefined;
} {
  const features = featuresOf(space);
  const ended = outcomes.filter(({ state }) => state !== 'running');
  const isLong = ended.length > longSearch;
  const seen = fewOf(scalarLosses(ended, request), isLong ? thrifty.known : mostKnown);
  const known = asSeen(seen, features);
  const running = outcomes.filter(({ state }) => state === 'running');
  const process = isLong
    ? processOf(known, settledBefore(ended, request, features))
    : fitProcess(known);
  return {
    process: process.withPoints(running.slice(-32).map(({ point }) => features.of(point))),
    best: Math.min(...known.losses),
    near: [...seen]
      .sort((a, b) => a.loss - b.loss)
      .slice(0, 4)
      .map(({ point }) => point),
    features,
    effort: isLong ? thrifty.effort : undefined,
  };
}

/**
 * The settings of the kernel that were likeliest when the number of the trial was last a multiple of 25. They follow from the history
 * alone; those of the last time are kept, so that they need not be found again.
 */
function settledBefore(
  ended: readonly Outcome[],
  request: SampleRequest,
  features: Features,
): KernelSettings {
  const number = request.number - (request.number % thrifty.every);
  const before = ended.filter((one) => one.number < number);
  if (lastSettled === undefined || !isSameHistory(lastSettled.before, before)) {
    const scored = scalarLosses(before, { ...request, number });
    const known = asSeen(fewOf(scored, thrifty.known), features);
    lastSettled = { before, settings: likeliestSettings(known) };
  }
  return lastSettled.settings;
}

let lastSettled:
  | { readonly before: readonly Outcome[]; readonly settings: KernelSettings }
  | undefined;

/** Whether these are the same trials of the same search: points are kept with their trials, and never change. */
function isSameHistory(one: readonly Outcome[], other: readonly Outcome[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ point, losses, state }, at) => {
      const same = other[at] as Outcome;
      return (
        point === same.point &&
        state === same.state &&
        losses.every((loss, place) => loss === same.losses[place])
      );
    })
  );
}

function asSeen(scored: readonly Scored[], features: Features): Seen {
  const { isName } = features;
  return {
    rows: scored.map(({ point }) => features.of(point)),
    losses: Float64Array.from(scored, ({ loss }) => loss),
    isName,
  };
}

/** The best, and evenly many of the others, of trials that come by their number. */
function fewOf(all: readonly Scored[], most: number): readonly Scored[] {
  if (all.length <= most) return all;
  const half = most / 2;
  // Ascending; of equals the first come first. Most trials are no better than the last of these, and sorting all would take longer.
  const best: Scored[] = [];
  for (const one of all) {
    if (best.length === half && one.loss >= (best[half - 1] as Scored).loss) continue;
    let at = best.length;
    while (at > 0 && (best[at - 1] as Scored).loss > one.loss) at--;
    best.splice(at, 0, one);
    if (best.length > half) best.pop();
  }
  const isBest = new Set(best);
  const others = all.filter((one) => !isBest.has(one));
  const stride = others.length / half;
  const spread = Array.from(
    { length: half },
    (_, place) => others[Math.floor(place * stride)] as Scored,
  );
  return [...best, ...spread];
}

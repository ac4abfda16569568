import { featuresOf } from './gaussian/features.js';
import { logImprovement } from './gaussian/improvement.js';
import { scalarLosses } from './gaussian/losses.js';
import { fitProcess, type Process } from './gaussian/process.js';
import { highest } from './gaussian/search.js';
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
 * A Gaussian process with a Matérn 5/2 kernel and a length for each setting, and the point of which most improvement is expected
 * (Jones et al. 1998). Trials that run count as what the process expects of them; a failed one as the worst seen.
 */
export const gp: Sampler = {
  name: 'gp',
  summary: 'models the metric over the space; finds most in few trials, a tenth of a second each',
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
        const { process, best, near, features } = known;
        const height = (point: Point): number => logImprovement(process, features.of(point), best);
        return highest(space, height, { seed, label: `tune/gp/${number}/${attempt}`, near });
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
  readonly features: ReturnType<typeof featuresOf>;
} {
  const features = featuresOf(space);
  const seen = fewOf(
    scalarLosses(
      outcomes.filter(({ state }) => state !== 'running'),
      request,
    ),
  );
  const losses = Float64Array.from(seen, ({ loss }) => loss);
  const rows = seen.map(({ point }) => features.of(point));
  const running = outcomes.filter(({ state }) => state === 'running');
  const process = fitProcess({ rows, losses, isName: features.isName });
  return {
    process: process.withPoints(running.slice(-32).map(({ point }) => features.of(point))),
    best: Math.min(...losses),
    near: [...seen]
      .sort((a, b) => a.loss - b.loss)
      .slice(0, 4)
      .map(({ point }) => point),
    features,
  };
}

/** The best, and evenly many of the others, by their number. */
function fewOf<One extends { readonly loss: number; readonly number: number }>(
  all: readonly One[],
): readonly One[] {
  if (all.length <= mostKnown) return all;
  const half = mostKnown / 2;
  const sorted = [...all].sort((a, b) => a.loss - b.loss || a.number - b.number);
  const others = sorted.slice(half).sort((a, b) => a.number - b.number);
  const stride = others.length / half;
  const spread = Array.from(
    { length: half },
    (_, place) => others[Math.floor(place * stride)] as One,
  );
  return [...sorted.slice(0, half), ...spread];
}

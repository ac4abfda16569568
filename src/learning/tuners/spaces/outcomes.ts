import type { SampleRequest, Trial } from '../sampler.js';
import { type Point, type SearchSpace } from '../search-space.js';
import { belongs } from './untried.js';

/** What a trial says to a sampler that learns; `loss` is smaller for what is better. */
export interface Outcome {
  readonly number: number;
  readonly point: Point;
  readonly state: Trial['state'];
  /** Infinity when it failed, and NaN while it runs. */
  readonly loss: number;
  /** A loss for each objective. */
  readonly losses: readonly number[];
}

/** The trials that belong to the space, ascending by number. */
export function outcomesOf(
  space: SearchSpace,
  history: readonly Trial[],
  request: SampleRequest,
): readonly Outcome[] {
  return history
    .filter(({ point }) => belongs(space, point))
    .map((trial) => outcomeOf(trial, request))
    .sort((a, b) => a.number - b.number);
}

function outcomeOf(trial: Trial, { direction, directions = [direction] }: SampleRequest): Outcome {
  const { number, point, state } = trial;
  const missing = state === 'running' ? Number.NaN : Infinity;
  const isKnown = state === 'complete' || state === 'pruned';
  const lossOf = (value: number | undefined, way: 'higher' | 'lower'): number => {
    if (!isKnown || value === undefined || Number.isNaN(value)) return missing;
    return way === 'higher' ? -value : value;
  };
  // Most searches have one objective, and this is asked for all trials at each trial.
  if (directions.length === 1) {
    const loss = lossOf(trial.values?.[0] ?? trial.value, directions[0] ?? direction);
    return { number, point, state, loss, losses: [loss] };
  }
  const values = trial.values ?? [trial.value];
  const losses = directions.map((way, place) => lossOf(values[place], way));
  return { number, point, state, loss: losses[0] ?? missing, losses };
}

/** Whether it reached something, if only a part of what it was to. */
export function isFinished({ state, loss }: Outcome): boolean {
  return (state === 'complete' || state === 'pruned') && Number.isFinite(loss);
}

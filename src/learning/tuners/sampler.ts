import type { Point, SearchSpace, SpaceProblem } from './search-space.js';

/** A point that was tried, or is being tried. */
export interface Trial {
  /** Counts from 0. */
  readonly number: number;
  readonly point: Point;
  readonly state: 'running' | 'complete' | 'pruned' | 'failed';
  /** What the point reached; absent while it runs or when it failed. */
  readonly value?: number;
  /** With several objectives: what it reached in each, in their order; `value` is the first. */
  readonly values?: readonly number[];
}

export interface SampleRequest {
  readonly seed: number;
  /** Number of the trial to choose a point for, from 0. */
  readonly number: number;
  /** Which way a trial's value is better. */
  readonly direction: 'higher' | 'lower';
  /** With several objectives: the way of each; `direction` is the first. */
  readonly directions?: readonly ('higher' | 'lower')[];
}

/**
 * A way to search. `next` is pure: the same space, history, seed and number give the same point. It is asked
 * for one trial at a time, also while others run, and answers undefined when there is nothing left to try.
 */
export interface Sampler {
  readonly name: string;
  /** One line for the docs table. */
  readonly summary: string;
  /** Why it cannot search this space; asked once, before the first trial. */
  check(space: SearchSpace): readonly SpaceProblem[];
  next(space: SearchSpace, history: readonly Trial[], request: SampleRequest): Point | undefined;
}

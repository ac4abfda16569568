import type { TrialCurve } from '../../learning/tuners/pruner.js';
import type { PastTrial } from '../searches.js';
import type { TrialOutcome } from './trial.js';
import type { KnownTrial } from './trial-store.js';

/** As samplers see them: one that was the same as another reached what that one did. */
export function pastOf(trials: readonly KnownTrial[]): readonly PastTrial[] {
  return trials.map((trial): PastTrial => {
    const { candidate, params } = trial;
    const outcome = outcomeIn(trials, trial);
    if (outcome === undefined) return { candidate, params, state: 'running' };
    const { state, values } = outcome;
    return { candidate, params, state, ...(values !== undefined && { values }) };
  });
}

/** What a trial reached, or the one that it was the same as; undefined while it runs. */
export function outcomeIn(
  trials: readonly KnownTrial[],
  { outcome, as }: KnownTrial,
): TrialOutcome | undefined {
  return as === undefined ? outcome : trials[as]?.outcome;
}

/** What a trial reported step by step, as pruners see it; nothing where it reported nothing. */
export function curveOf({ number, outcome }: KnownTrial): readonly TrialCurve[] {
  const { state = 'running', steps = [] } = outcome ?? {};
  return steps.length === 0 ? [] : [{ number, state, steps }];
}

/** Whether a trial ran to its end. */
export function isComplete({ outcome }: KnownTrial): boolean {
  return outcome?.state === 'complete';
}

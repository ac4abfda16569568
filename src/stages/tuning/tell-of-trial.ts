import type { Emit } from '../../contracts/events.js';
import { chosenOf, type Objective } from './objectives.js';
import { paramWords } from './search-words.js';
import type { KnownTrial, TrialStore } from './trial-store.js';

/** Says how a trial ended, and which is the best so far by the first objective. */
export function tellOfTrial(
  { candidate, params, outcome }: KnownTrial,
  {
    store,
    objectives,
    trials,
    emit,
  }: {
    readonly store: TrialStore;
    readonly objectives: readonly Objective[];
    readonly trials: number;
    readonly emit: Emit;
  },
): void {
  if (outcome === undefined) return;
  const complete = store.trials.flatMap((trial) => {
    const { state, values } = trial.outcome ?? {};
    return state === 'complete' && values !== undefined ? [{ number: trial.number, values }] : [];
  });
  const best = chosenOf(complete, objectives, null);
  // Trials side by side do not end in the order of their numbers.
  const ended = store.trials.filter((trial) => trial.outcome !== undefined).length;
  emit({
    type: 'trial',
    number: ended,
    trials,
    metric: objectives[0]?.name ?? '',
    value: outcome.values?.[0] ?? Number.NaN,
    best: best?.values[0] ?? Number.NaN,
    candidate,
    settings: paramWords(params),
    seconds: outcome.usage.seconds,
    state: outcome.state,
    ...(outcome.problem !== undefined && { problem: outcome.problem }),
  });
}

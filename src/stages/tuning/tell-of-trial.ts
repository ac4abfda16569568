import type { Emit } from '../../contracts/events.js';
import { importanceOf } from '../../learning/tuners/importance.js';
import type { Trial } from '../../learning/tuners/sampler.js';
import type { Search } from '../searches.js';
import { chosenOf, type Objective } from './objectives.js';
import { paramWords } from './search-words.js';
import type { KnownTrial, TrialStore } from './trial-store.js';

/** Says how a trial ended, and which is the best so far by the first objective. */
export function tellOfTrial(
  { candidate, params, outcome, number }: KnownTrial,
  {
    store,
    objectives,
    trials,
    searches,
    left,
    emit,
  }: {
    readonly store: TrialStore;
    readonly objectives: readonly Objective[];
    readonly trials: number;
    readonly searches: readonly Search[];
    /** What is left of a budget; undefined without one. */
    readonly left: { readonly seconds: number; readonly usd?: number } | undefined;
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
    ...(left !== undefined && { left }),
    ...importanceAfter(number, candidate, { store, objectives, searches }),
  });
}

/** After every so many trials of a candidate: it takes some milliseconds, and one trial changes little. */
const importanceEvery = 5;

function importanceAfter(
  number: number,
  candidate: string,
  {
    store,
    objectives,
    searches,
  }: {
    readonly store: TrialStore;
    readonly objectives: readonly Objective[];
    readonly searches: readonly Search[];
  },
): object {
  const own = store.trials.filter((trial) => trial.candidate === candidate);
  const place = own.findIndex((trial) => trial.number === number) + 1;
  const space = searches.find((search) => search.candidate === candidate)?.space;
  if (space === undefined || place % importanceEvery !== 0) return {};
  const history = own.flatMap(({ number: at, params, outcome }): readonly Trial[] => {
    const [value] = outcome?.values ?? [];
    if (outcome?.state !== 'complete' || value === undefined) return [];
    return [{ number: at, point: params, state: 'complete', value }];
  });
  const found = importanceOf(space, history, objectives[0]?.direction ?? 'higher');
  const importance = Object.entries(found).map(([setting, share]) => ({ setting, share }));
  return importance.length === 0 ? {} : { importance };
}

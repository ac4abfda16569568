import type { JsonObject } from '../../contracts/json.js';
import { MlxError, type Problem } from '../../errors/index.js';
import type { Search } from '../searches.js';
import type { Confirmation, Contender } from './confirm.js';
import {
  type Choice,
  chosenOf,
  gainOf,
  type Objective,
  paretoFront,
  type Reached,
} from './objectives.js';
import { outcomeIn } from './past-trials.js';
import type { KnownTrial } from './trial-store.js';
import type { TrialCosts, TrialRecord, Tuning } from './tuning-artifact.js';

/** A complete trial with what it reached. */
export type Scored = Reached & Pick<TrialRecord, 'candidate' | 'params'>;

/** What a search comes to. */
export interface Conclusion {
  readonly trials: readonly TrialRecord[];
  readonly winner: Scored;
  readonly runnerUp: Scored | undefined;
  readonly front: readonly Scored[];
  readonly best: Readonly<Record<string, JsonObject>>;
}

/** The trials that ended as the artifact keeps them, and which of them is best. Throws `learning/no-trial` when none is. */
export function conclude(
  known: readonly KnownTrial[],
  {
    objectives,
    choose,
    firstError,
  }: {
    readonly objectives: readonly Objective[];
    readonly choose: Choice | null;
    readonly firstError: Error | undefined;
  },
): Conclusion {
  const trials = known.flatMap((trial) => recordOf(trial, known));
  const scored = trials.flatMap((trial): readonly Scored[] => {
    const { number, candidate, params, state, values } = trial;
    return state === 'complete' && values !== undefined
      ? [{ number, candidate, params, values }]
      : [];
  });
  const winner = chosenOf(scored, objectives, choose);
  if (winner === undefined) throw noneOf(trials, firstError);
  const names = [...new Set(scored.map(({ candidate }) => candidate))];
  const best = names.map((name) => {
    const own = scored.filter(({ candidate }) => candidate === name);
    return [name, chosenOf(own, objectives, choose)?.params ?? {}] as const;
  });
  const others = scored.filter(({ number }) => number !== winner.number);
  return {
    ...{ trials, winner, runnerUp: chosenOf(others, objectives, choose) },
    front: paretoFront(scored, objectives),
    best: Object.fromEntries(best),
  };
}

/** Nothing of a trial that was still running when the time was used up. */
function recordOf(trial: KnownTrial, all: readonly KnownTrial[]): readonly TrialRecord[] {
  const { number, candidate, params, as } = trial;
  const outcome = outcomeIn(all, trial);
  if (outcome === undefined) return [];
  const { state, values, usage: _, ...rest } = outcome;
  return [
    {
      ...{ number, candidate, params },
      ...(as === undefined ? { state } : { state: 'same' as const, sameAs: as }),
      score: values?.[0] ?? null,
      ...(values !== undefined && { values }),
      ...rest,
    },
  ];
}

/** All failed: by the error of the first, where that says more than that none was a model. */
function noneOf(trials: readonly TrialRecord[], firstError: Error | undefined): Error {
  const problems = trials.map(
    ({ number, problem }): Problem => ({
      code: 'learning/no-trial',
      message: `Trial ${number + 1}: ${problem ?? 'failed'}`,
    }),
  );
  if (firstError instanceof MlxError && new Set(trials.map(({ problem }) => problem)).size === 1)
    return firstError;
  return new MlxError('learning/no-trial', 'No trial of the search gave a model', {
    problems: problems.slice(0, 5),
    hints: ['Narrow the ranges under `tune.search`, a learning rate most of all'],
    cause: firstError,
  });
}

/** Winner, runner-up and the winner's candidate as written. One that is as written is not held against itself. */
export function contendersOf({ winner, runnerUp }: Conclusion): readonly Contender[] {
  const trial = (role: Contender['role'], { number, candidate, params }: Scored): Contender => ({
    ...{ role, number, candidate, params },
  });
  return [
    trial('winner', winner),
    { role: 'as written', candidate: winner.candidate, params: {} },
    ...(runnerUp === undefined ? [] : [trial('runner-up', runnerUp)]),
  ];
}

/** Whether the winner goes on, or its candidate as written, which did better over the repeats. */
export function keptOf({ contenders, direction }: Confirmation): 'winner' | 'as written' {
  const meanOf = (role: Contender['role']): number | undefined =>
    contenders.find((each) => each.role === role)?.mean ?? undefined;
  const gain = gainOf(direction, meanOf('as written'), meanOf('winner'));
  return gain > 0 ? 'as written' : 'winner';
}

/** What each trial used. */
export function costsOf(
  known: readonly KnownTrial[],
  { parallel, usdPerHour }: Pick<TrialCosts, 'parallel' | 'usdPerHour'>,
): TrialCosts {
  const trials = known.flatMap(({ number, outcome }) => {
    if (outcome === undefined) return [];
    const { seconds } = outcome.usage;
    const usd = usdPerHour === null ? null : ((seconds / 3600) * usdPerHour) / parallel;
    return [{ number, ...outcome.usage, usd }];
  });
  return { parallel, usdPerHour, trials };
}

/** What was searched, for the artifact. */
export function spacesOf(searches: readonly Search[]): Tuning['spaces'] {
  return Object.fromEntries(
    searches.map(({ candidate, space }) => [candidate, space.dimensions] as const),
  );
}

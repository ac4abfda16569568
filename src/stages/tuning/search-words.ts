import type { Emit } from '../../contracts/events.js';
import type { JsonObject } from '../../contracts/json.js';
import { choiceWords, scoreWords } from './choice-words.js';
import type { Conclusion, Scored } from './conclude.js';
import type { Confirmation, ConfirmedContender } from './confirm.js';
import { type Choice, gainOf, type Objective } from './objectives.js';
import type { KnownTrial } from './trial-store.js';
import type { TrialCosts } from './tuning-artifact.js';

/** Says what a search came to: how its trials ended, what they cost, the front of several objectives, and which trial was chosen. */
export function tellOfSearch(
  { trials, front, winner }: Conclusion,
  {
    objectives,
    choose,
    stopped,
    costs,
    emit,
  }: {
    readonly objectives: readonly Objective[];
    readonly choose: Choice | null;
    readonly stopped: string;
    readonly costs: TrialCosts;
    readonly emit: Emit;
  },
): void {
  const count = (state: string): number => trials.filter((trial) => trial.state === state).length;
  const counts = [
    `${count('complete')} complete`,
    count('pruned') > 0 && `${count('pruned')} given up early`,
    count('failed') > 0 && `${count('failed')} failed`,
    count('same') > 0 && `${count('same')} the same as another`,
  ].filter((words) => words !== false);
  emit({ type: 'note', text: `${counts.join(', ')}; ${stopped}`, isNotable: true });
  emit({ type: 'note', text: costWords(costs) });
  const failed = trials.find(({ state }) => state === 'failed');
  if (failed !== undefined) {
    const text = `Trial ${failed.number + 1} failed: ${failed.problem ?? 'without a word'}`;
    emit({ type: 'warning', text });
  }
  for (const text of objectives.length === 1 ? [] : frontTable(front, winner, objectives)) {
    emit({ type: 'note', text, isNotable: true });
  }
  emit({
    type: 'note',
    text: chosenWords(winner, { trials, objectives, choose }),
    isNotable: true,
  });
}

/** `trial 18 of line was chosen: of 12 trials that lose at most 1% of the highest roc_auc, …` */
function chosenWords(
  winner: Scored,
  {
    trials,
    objectives,
    choose,
  }: Pick<Conclusion, 'trials'> & {
    readonly objectives: readonly Objective[];
    readonly choose: Choice | null;
  },
): string {
  const complete = trials.flatMap(({ number, state, values }) =>
    state === 'complete' && values !== undefined ? [{ number, values }] : [],
  );
  const why = choiceWords(winner, { complete, objectives, choose });
  return `trial ${winner.number + 1} of ${winner.candidate} was chosen: ${why}`;
}

function costWords({ trials, parallel, usdPerHour }: TrialCosts): string {
  const seconds = trials.reduce((sum, trial) => sum + trial.seconds, 0) / trials.length;
  const usd = trials.reduce((sum, trial) => sum + (trial.usd ?? 0), 0) / trials.length;
  const money = usdPerHour === null ? '' : `, $${figure(usd, 2)}`;
  return `a trial took ${figure(seconds, 2)} s${money}, ${parallel} at once`;
}

/** The most lines of a table on a terminal. */
const mostLines = 20;

/** The Pareto front, best first by the first objective, with the winner marked. */
function frontTable(
  front: readonly Scored[],
  winner: Scored,
  objectives: readonly Objective[],
): readonly string[] {
  const [first] = objectives;
  const sorted = front.toSorted(
    (a, b) => -gainOf(first?.direction ?? 'higher', a.values[0], b.values[0]),
  );
  const shown = sorted.filter((trial, at) => at < mostLines || trial.number === winner.number);
  const rows = [
    ['', 'trial', ...objectives.map(({ title }) => title), 'candidate'],
    ...shown.map((trial) => [
      trial.number === winner.number ? '>' : '',
      String(trial.number + 1),
      ...trial.values.map(scoreWords),
      `${trial.candidate}: ${paramWords(trial.params)}`,
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, at) =>
        at === row.length - 1 ? cell : at === 0 ? cell.padEnd(1) : cell.padStart(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const more = sorted.length - shown.length;
  const count = `${front.length} trials that no other beats in all:`;
  return [count, ...lines, ...(more > 0 ? [`and ${more} more, in tuning.json`] : [])];
}

/** `learning_rate 0.061, leaves 41`. */
export function paramWords(params: JsonObject): string {
  const words = Object.entries(params).map(
    ([name, value]) =>
      `${name} ${typeof value === 'number' ? figure(value, 3) : typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return words.join(', ');
}

/** Says whether the winner is better, in plain words. */
export function tellOfConfirmation(
  { metric, repeats, contenders, comparisons }: Confirmation,
  { kept, emit }: { readonly kept: 'winner' | 'as written'; readonly emit: Emit },
): void {
  const meanOf = (role: string): number | null =>
    contenders.find((each) => each.role === role)?.mean ?? null;
  const winner = meanOf('winner');
  if (winner === null) {
    emit({ type: 'warning', text: 'The winner could not be confirmed: a repeat of it failed' });
    return;
  }
  for (const { against, verdict, difference, error, p, noise } of comparisons) {
    const who = named(contenders.find(({ role }) => role === against));
    const measured = `over ${repeats} repeats, p = ${probability(p)}`;
    const by = `${figure(Math.abs(difference), 2)} ± ${figure(error, 2)}`;
    const other = scoreWords(meanOf(against) ?? Number.NaN);
    const text =
      verdict === 'cannot be told apart'
        ? `${metric} ${scoreWords(winner)} cannot be told apart from ${who}, ${other}: they differ by ${by} ${measured}; less than ${figure(noise, 2)} is noise`
        : `${metric} ${scoreWords(winner)} ${verdict === 'better' ? 'beats' : 'is worse than'} ${who}, ${other}, by ${by} ${measured}`;
    emit({ type: 'note', text, isNotable: true });
  }
  if (kept === 'as written') {
    emit({
      type: 'warning',
      text: 'The params as written did better over the repeats than what the search found: they are kept',
      hint: 'Search longer, or judge trials by folds: `tune.cross_validate: true`',
    });
  }
}

function named(contender: ConfirmedContender | undefined): string {
  if (contender?.number === undefined) return 'the params as written';
  return `the ${contender.role}, trial ${contender.number + 1}`;
}

function probability(p: number): string {
  return p < 0.001 ? 'less than 0.001' : figure(p, 2);
}

function figure(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}

/** What is left of a search that was interrupted. */
export function keptWords(trials: readonly KnownTrial[]): Parameters<Emit>[0] {
  const made = trials.filter(({ outcome }) => outcome !== undefined).length;
  const what = made === 1 ? 'a trial is' : `${made} trials are`;
  return { type: 'note', text: `${what} kept: run it again to go on from there`, isNotable: true };
}

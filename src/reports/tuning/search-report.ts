import type { Json } from '../../contracts/json.js';
import { importanceOf } from '../../learning/tuners/importance.js';
import type { Trial } from '../../learning/tuners/sampler.js';
import type { Dimension } from '../../learning/tuners/search-space.js';
import type { TrialCosts, TrialRecord, Tuning } from '../../stages/tuning/tuning-artifact.js';
import { formatNumber } from '../../ui/format.js';
import { chosenSign } from '../charts/chosen-mark.js';
import { html, type Part } from '../html/markup.js';

/** What a page about a search shows. */
export interface SearchReport {
  readonly project: string;
  readonly tuning: Tuning;
  readonly costs: TrialCosts;
}

/** A trial with a score. */
export type ScoredTrial = TrialRecord & { readonly score: number };

/** One candidate that was searched: its settings, the one that mattered most first, and its trials that reached something. */
export interface SearchedCandidate {
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  /** By path; empty when it cannot be known. */
  readonly importance: Readonly<Record<string, number>>;
  readonly trials: readonly ScoredTrial[];
}

/** The candidates of a search, in the order in which they were written. */
export function candidatesOf({ spaces, trials, direction }: Tuning): readonly SearchedCandidate[] {
  return Object.entries(spaces).map(([name, dimensions]) => {
    const own = trials.filter(({ candidate }) => candidate === name);
    const history = own.flatMap(({ params, score, state }, number): readonly Trial[] => {
      if (state === 'same' || state === 'failed' || score === null) return [];
      return [{ number, point: params, state, value: score }];
    });
    const importance = importanceOf({ dimensions }, history, direction);
    const weight = ({ path }: Dimension): number => importance[path] ?? 0;
    return {
      ...{ name, importance },
      dimensions: dimensions.toSorted((a, b) => weight(b) - weight(a)),
      trials: own.filter(isScored),
    };
  });
}

/** Trials that were judged to the end. */
export function isScored(trial: TrialRecord): trial is ScoredTrial {
  return trial.score !== null && trial.state === 'complete';
}

/**
 * Without the trials that are so far worse than the others that a chart of all would show nothing else: beyond three times the
 * width of the middle half. The one that was chosen stays.
 */
export function withoutFarWorse(
  trials: readonly ScoredTrial[],
  direction: Tuning['direction'],
  chosen?: number,
): readonly ScoredTrial[] {
  const sorted = trials.map(({ score }) => score).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const reach = 3 * (at(0.75) - at(0.25));
  if (!(reach > 0)) return trials;
  return trials.filter(
    ({ score, number }) =>
      number === chosen ||
      (direction === 'higher' ? score >= at(0.25) - reach : score <= at(0.75) + reach),
  );
}

/** From the best to the worst. */
export function fromBest(
  trials: readonly ScoredTrial[],
  direction: Tuning['direction'],
): readonly ScoredTrial[] {
  const sign = direction === 'higher' ? -1 : 1;
  return trials.toSorted((a, b) => sign * (a.score - b.score) || a.number - b.number);
}

/** What a caption says of the mark of the trial that was chosen; nothing where it is not shown. */
export function chosenLegend(
  shown: readonly Pick<TrialRecord, 'number'>[],
  chosen: number,
): string {
  if (!shown.some(({ number }) => number === chosen)) return '';
  return ` ${chosenSign} is trial ${chosen + 1}, which was chosen.`;
}

/** The number of a trial as it stands in a table, with the mark of the one that was chosen. */
export function numberCell(number: number, chosen: number): Part {
  return number === chosen
    ? html`<strong>${chosenSign} ${number + 1}</strong> <span class="badge plain">chosen</span>`
    : number + 1;
}

/** As many trials as a table has room for, and in any case the one that was chosen. */
export function firstTrials<Each extends Pick<TrialRecord, 'number'>>(
  trials: readonly Each[],
  most: number,
  chosen: number,
): readonly Each[] {
  return trials.filter(({ number }, at) => at < most || number === chosen);
}

/** A value that was tried, short enough for a table. */
export function valueWords(value: Json | undefined): string {
  if (value === undefined) return '–';
  if (typeof value === 'number') return figureWords(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Four digits that mean something, small numbers too. */
export function figureWords(value: number): string {
  return Math.abs(value) < 1 ? String(Number(value.toPrecision(4))) : formatNumber(value);
}

import type { Case, CaseTable } from '../learning/judging/verdict.js';
import { formatCount, formatNumber } from '../ui/format.js';
import { intervalWords } from './verdict.js';

/** A table of what a verdict was found from, as texts: the cases that miss first, at most 50. */
export interface CaseRows {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many are left out. */
  readonly more: number;
}

const mostShown = 50;

/** The slices, groups, models or disturbances of a verdict as the cells of a table. */
export function caseRows({ of, figures, list }: CaseTable): CaseRows {
  const isJudged = list.some((each) => outcome(each) !== '');
  const hasIntervals = list.some(({ interval }) => interval !== undefined);
  const misses = list.filter(({ passed }) => passed === false);
  const shown = [...misses, ...list.filter((each) => !misses.includes(each))].slice(0, mostShown);
  return {
    head: [
      ...[of, 'rows', ...figures],
      ...(hasIntervals ? [`interval of ${figures[0]}`] : []),
      ...(isJudged ? ['verdict'] : []),
    ],
    rows: shown.map((each) => [
      each.name,
      formatCount(each.rows),
      ...each.values.map((value) => (value === null ? '-' : formatNumber(value))),
      ...(hasIntervals ? [intervalWords(each.interval ?? null)] : []),
      ...(isJudged ? [outcome(each)] : []),
    ]),
    more: list.length - shown.length,
  };
}

function outcome({ passed, note }: Case): string {
  if (note !== undefined) return `not judged: ${note}`;
  if (passed === undefined) return '';
  return passed ? 'met' : 'missed';
}

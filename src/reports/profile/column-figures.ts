import type {
  ColumnProfile,
  NumberFacts,
  TextFacts,
  TimeFacts,
} from '../../data/profile/profile.js';
import { formatCount, formatDuration } from '../../ui/format.js';
import { figure, shareWords, shortTime } from './column-words.js';

/** A figure of a column with its name; nothing where there is none. */
export type FigureLine = readonly [name: string, value: string | undefined];

/** The figures of a column, for a page or a terminal. */
export function columnFigures(column: ColumnProfile, rows: number): readonly FigureLine[] {
  const { missing, distinct, unique, numbers, times, texts } = column;
  return [
    ['values', formatCount(rows - missing)],
    ['missing', missing === 0 ? 'none' : `${formatCount(missing)} (${shareWords(missing, rows)})`],
    ['different', unique ? `${formatCount(distinct)}, all` : formatCount(distinct)],
    ...(numbers === undefined ? [] : numberLines(numbers)),
    ...(times === undefined ? [] : timeLines(times)),
    ...(texts === undefined ? [] : textLines(texts)),
  ];
}

function numberLines(facts: NumberFacts): readonly FigureLine[] {
  const { min, max, mean, sd, skew, quantiles, zeros, negatives, notFinite, outliers } = facts;
  const at = (fraction: number): string | undefined =>
    optional(quantiles.find((each) => each.fraction === fraction)?.value);
  return [
    ['zeros', formatCount(zeros)],
    ['negative', formatCount(negatives)],
    ...(notFinite === 0 ? [] : [['not finite', formatCount(notFinite)] as const]),
    ['mean', optional(mean)],
    ['standard deviation', optional(sd)],
    ['skewness', optional(skew)],
    ['smallest', optional(min)],
    ['1 %', at(0.01)],
    ['5 %', at(0.05)],
    ['first quartile', at(0.25)],
    ['median', at(0.5)],
    ['third quartile', at(0.75)],
    ['95 %', at(0.95)],
    ['99 %', at(0.99)],
    ['largest', optional(max)],
    ...(outliers === null ? [] : outlierLines(outliers)),
  ];
}

function outlierLines(outliers: NonNullable<NumberFacts['outliers']>): readonly FigureLine[] {
  const { low, high, below, above, beyondThreeSd, examples } = outliers;
  const far = examples.map(({ row, value }) => `${figure(value)} (row ${formatCount(row)})`);
  return [
    ['far below', `${formatCount(below)} (below ${figure(low)})`],
    ['far above', `${formatCount(above)} (above ${figure(high)})`],
    ['beyond 3 sd', formatCount(beyondThreeSd)],
    ...(far.length === 0 ? [] : [['farthest', far.slice(0, 3).join(', ')] as const]),
  ];
}

function timeLines({ min, max, quantiles, step, gaps }: TimeFacts): readonly FigureLine[] {
  const median = quantiles.find(({ fraction }) => fraction === 0.5)?.value;
  return [
    ['first', min === null ? undefined : shortTime(min)],
    ['last', max === null ? undefined : shortTime(max)],
    ['median', median === undefined ? undefined : shortTime(median)],
    ...(step === null
      ? []
      : [
          [
            'usual step',
            `${formatDuration(step.ms / 1000)} (${shareWords(step.count, step.of)})`,
          ] as const,
        ]),
    ...gaps
      .slice(0, 1)
      .map(
        ({ from, ms }) =>
          ['longest gap', `${formatDuration(ms / 1000)} from ${shortTime(from)}`] as const,
      ),
  ];
}

function textLines(facts: TextFacts): readonly FigureLine[] {
  const { minLength, maxLength, meanLength, words, rare, entropy, padded } = facts;
  if (minLength === null || maxLength === null) return [];
  return [
    [
      'letters',
      minLength === maxLength
        ? `${minLength}`
        : `${minLength} to ${maxLength}, ${optional(meanLength) ?? ''} on average`,
    ],
    ['words', optional(words)],
    ['entropy', entropy === null ? undefined : `${figure(entropy)} bits`],
    ['in fewer than 10 rows', `${formatCount(rare.values)} values, ${formatCount(rare.rows)} rows`],
    ...(padded === 0 ? [] : [['with blanks at an end', formatCount(padded)] as const]),
  ];
}

function optional(value: number | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : figure(value);
}

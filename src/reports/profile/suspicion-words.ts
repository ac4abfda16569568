import type { Suspicion, SuspicionKind } from '../../data/profile/suspicion.js';
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatQuantity,
} from '../../ui/format.js';
import { clipped } from '../html/markup.js';

/** A suspicion in one word or two, for a table. */
export function suspicionLabel({ kind }: Suspicion): string {
  return labels[kind];
}

/** A suspicion in a sentence, with its numbers. Backticks stand round names from the data. */
export function suspicionSentence(suspicion: Suspicion): string {
  const { columns, numbers, examples } = suspicion;
  return sentences[suspicion.kind]({
    column: named(columns[0] ?? ''),
    other: named(columns[1] ?? ''),
    number: (name) => numbers[name] ?? 0,
    examples: examples.map(named),
  });
}

interface Said {
  readonly column: string;
  readonly other: string;
  readonly number: (name: string) => number;
  readonly examples: readonly string[];
}

const labels: Readonly<Record<SuspicionKind, string>> = {
  leak: 'leak?',
  'personal-data': 'personal data',
  'duplicate-rows': 'duplicate rows',
  imbalance: 'imbalanced',
  constant: 'constant',
  'nearly-constant': 'nearly constant',
  empty: 'empty',
  'mostly-missing': 'missing',
  id: 'id',
  placeholder: 'placeholder',
  'not-finite': 'not finite',
  'mixed-formats': 'mixed formats',
  variants: 'spelling',
  padded: 'blanks',
  outliers: 'outliers',
  skew: 'skewed',
  'high-cardinality': 'many values',
  'rare-values': 'rare values',
  'same-column': 'says the same',
  'time-gap': 'gap',
};

const sentences: Readonly<Record<SuspicionKind, (said: Said) => string>> = {
  leak: ({ column, number, examples: [target = ''] }) =>
    `${column} alone takes away ${formatPercent(number('power'), 1)} of the uncertainty about ${target}: a leak, unless it is known before the answer is`,
  'personal-data': ({ column, number, examples: [what = ''] }) => {
    const kind = what.replaceAll('`', '');
    return number('of') === 0
      ? `${column} may hold ${kind}, by its name`
      : `${column} holds ${kind}: ${formatCount(number('matches'))} of ${formatQuantity(number('of'), 'values')}`;
  },
  'duplicate-rows': ({ number }) => duplicateWords(number),
  imbalance: ({ column, number, examples: [value = ''] }) =>
    `${column} is ${value} in ${formatPercent(number('share'), shareDigits(number('share')))} of the rows only (${formatCount(number('rows'))}); accuracy will flatter a model`,
  constant: ({ column, number, examples: [value] }) =>
    `${column} is ${value ?? 'the same'} in every row${number('missing') === 0 ? '' : ' that has it'}`,
  'nearly-constant': ({ column, number, examples: [value = ''] }) =>
    `${column} is ${value} in all but ${formatQuantity(number('others'), 'rows')} (${formatPercent(number('share'), 1)})`,
  empty: ({ column }) => `${column} has no values`,
  'mostly-missing': ({ column, number }) =>
    `${column} is missing in ${formatPercent(number('share'), shareDigits(number('share')))} of the rows (${formatCount(number('missing'))})`,
  id: ({ column, number }) =>
    number('distinct') === number('rows')
      ? `${column} has a value of its own in every row, as an id does; no model can learn from it`
      : `${column} has ${formatCount(number('distinct'))} different values in ${formatQuantity(number('rows'), 'rows')}, nearly one each, as an id or a text does`,
  placeholder: ({ column, number, examples }) =>
    `${column} is ${orOf(examples)} in ${formatQuantity(number('rows'), 'rows')}${nearestWords(number)}, which may stand for a missing value`,
  'not-finite': ({ column, number }) =>
    `${column} is infinite or not a number in ${formatQuantity(number('rows'), 'rows')}`,
  'mixed-formats': ({ column, number, examples: [usual, other] }) =>
    `${column} is written in ${formatCount(number('formats'))} formats: ${formatQuantity(number('rows'), 'values')} unlike the others${usual === undefined || other === undefined ? '' : `, such as ${other} among ${usual}`}`,
  variants: ({ column, number, examples }) =>
    `${column} spells the same value in several ways, such as ${andOf(examples.slice(0, 3))} (${formatQuantity(number('rows'), 'rows')})`,
  padded: ({ column, number }) =>
    `${column} has blanks at the ends of ${formatQuantity(number('rows'), 'values')}`,
  outliers: ({ column, number }) =>
    `${column} reaches ${formatNumber(number('farthest'))} (row ${formatCount(number('row'))}), far from the ${formatNumber(number('low'))} … ${formatNumber(number('high'))} of most; ${formatQuantity(number('rows'), 'rows')} ${number('rows') === 1 ? 'lies' : 'lie'} outside`,
  skew: ({ column, number }) =>
    `${column} leans to the ${number('skew') > 0 ? 'left with a long tail to the right' : 'right with a long tail to the left'} (skewness ${formatNumber(number('skew'), 2)})`,
  'high-cardinality': ({ column, number }) =>
    `${column} has ${formatCount(number('distinct'))} categories, ${formatNumber(number('rowsEach'), 1)} rows each on average`,
  'rare-values': ({ column, number }) =>
    `${column} has ${formatQuantity(number('values'), 'categories')} in fewer than ten rows, of ${formatCount(number('distinct'))}`,
  'same-column': ({ column, other }) => `${column} and ${other} say the same: one will do`,
  'time-gap': ({ column, number, examples: [from = '', to = ''] }) =>
    `${column} has nothing for ${formatDuration(number('ms') / 1000)} between ${from} and ${to}; its usual step is ${formatDuration(number('step') / 1000)}`,
};

function duplicateWords(number: Said['number']): string {
  const [rows, besideIds] = [number('rows'), number('besideIds')];
  const pair = `such as rows ${formatCount(number('of'))} and ${formatCount(number('row'))}`;
  if (rows === 0) {
    return `${formatQuantity(besideIds, 'rows')} ${besideIds === 1 ? 'repeats' : 'repeat'} another but for ${besideIds === 1 ? 'its id' : 'their ids'}, ${pair}`;
  }
  return `${formatQuantity(rows, 'rows')} ${rows === 1 ? 'repeats' : 'repeat'} another in every column, ${pair}; keep repeated rows together when splitting`;
}

function nearestWords(number: Said['number']): string {
  const nearest = number('nearest');
  return nearest === 0 && number('value') === 0
    ? ''
    : ` (the nearest value is ${formatNumber(nearest)})`;
}

function shareDigits(share: number): number {
  return share < 0.1 ? 1 : 0;
}

function andOf(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

function orOf(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

function named(name: string): string {
  return `\`${clipped(name.replaceAll('`', "'"), 60)}\``;
}

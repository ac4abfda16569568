import { countedPercent } from '../../contracts/figure.js';
import type {
  ColumnProfile,
  Histogram,
  NumberFacts,
  TimeFacts,
  ValueCount,
} from '../../data/profile/profile.js';
import { formatNumber } from '../../ui/format.js';
import { clipped } from '../html/markup.js';

/** What a column holds in a few words: how far it reaches, or what it says most. */
export function valueWords(column: ColumnProfile, rows: number): string {
  const { numbers, times, texts, top } = column;
  if (numbers !== undefined) return numberWords(numbers);
  if (times !== undefined) return timeWords(times);
  if (top.length > 0) return topWords(top, rows - column.missing);
  if (texts?.minLength === undefined || texts.minLength === null) return '';
  const { minLength: least, maxLength: most } = texts;
  return least === most ? `${least} letters` : `${least} to ${most ?? ''} letters`;
}

function numberWords({ min, max, quantiles }: NumberFacts): string {
  const median = quantiles.find(({ fraction }) => fraction === 0.5)?.value;
  if (min === null || max === null || median === undefined) return '';
  if (min === max) return figure(min);
  return [min, median, max].map(figure).join(' · ');
}

/** A figure of the data with at most four significant decimals. */
export function figure(value: number): string {
  return formatNumber(value, Math.abs(value) < 1 ? 4 : 3)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

function timeWords({ min, max }: TimeFacts): string {
  if (min === null || max === null) return '';
  return min === max ? shortTime(min) : `${shortTime(min)} … ${shortTime(max)}`;
}

/** ISO text without what is nought: `2026-01-31`, `2026-01-31 08:00`. */
export function shortTime(iso: string): string {
  return iso
    .replace(/T00:00:00\.000Z$/, '')
    .replace('T', ' ')
    .replace(/:00\.000Z$/, '')
    .replace(/\.000Z$/, '')
    .replace(/Z$/, '');
}

function topWords(top: readonly ValueCount[], present: number): string {
  return top
    .slice(0, 2)
    .map(({ value, count }) => `${clipped(value, 24)} ${shareWords(count, present)}`)
    .join(', ');
}

/** A count as a share of others. */
export function shareWords(count: number, of: number): string {
  return countedPercent(of === 0 ? 0 : count / of);
}

/** Type, and role where it is not the usual one. */
export function kindWords({ type, role }: ColumnProfile): string {
  return role === 'feature' ? type : `${type}, ${role}`;
}

/** What a column's distribution is drawn from: bins, or the most frequent values. */
export function shapeCounts(column: ColumnProfile): readonly number[] {
  const histogram = histogramOf(column);
  if (histogram !== undefined) return histogram.counts;
  return column.top.map(({ count }) => count);
}

/** The histogram of a column of numbers, times or free text. */
export function histogramOf({ numbers, times, texts, top }: ColumnProfile): Histogram | undefined {
  const own = numbers?.histogram ?? times?.histogram;
  if (own !== undefined && own !== null) return own;
  return top.length === 0 ? (texts?.lengths ?? undefined) : undefined;
}

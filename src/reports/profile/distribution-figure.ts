import type { ColumnProfile, Histogram, ValueCount } from '../../data/profile/profile.js';
import { formatCount, formatQuantity } from '../../ui/format.js';
import { barChart } from '../charts/bar-chart.js';
import { histogramChart } from '../charts/histogram-chart.js';
import { niceTicks, tickLabels } from '../charts/scale.js';
import { clipped, html, type Part } from '../html/markup.js';
import { table } from '../html/section.js';
import { figure, histogramOf, shareWords, shortTime } from './column-words.js';

/** How the values of a column are distributed: a histogram, or bars for categories; with the figures as a table. */
export function distributionFigure(column: ColumnProfile, rows: number): Part {
  const histogram = histogramOf(column);
  if (histogram !== undefined) return histogramFigure(column, histogram);
  if (column.top.length === 0) return html`<p class="note">${noneWords(column, rows)}</p>`;
  return categoryFigure(column, rows - column.missing);
}

function noneWords({ missing, examples }: ColumnProfile, rows: number): Part {
  if (missing === rows) return 'There are no values.';
  if (examples.length === 0) return 'The values are not shown.';
  return html`No value repeats, such as ${examples.map((each, at) => [at > 0 && ', ', html`<code>${clipped(each)}</code>`])}.`;
}

function histogramFigure(column: ColumnProfile, histogram: Histogram): Part {
  const { counts, edges, below, above } = histogram;
  const words = column.times === undefined ? figure : dayOf;
  const title = `${column.texts === undefined ? 'Histogram' : 'Lengths'} of ${clipped(column.name)}`;
  const most = Math.max(...counts);
  const tails = [
    below > 0 && `${formatQuantity(below, 'values')} below`,
    above > 0 && `${formatQuantity(above, 'values')} above`,
  ].filter((each) => each !== false);
  return html`<figure>${histogramChart({
    ...{ title, histogram, most: `${formatQuantity(most, 'rows')} in the tallest bar` },
    ticks:
      column.times === undefined ? numberTicks(edges, isEachOwn(column, edges)) : timeTicks(edges),
  })}<figcaption>${column.texts !== undefined && 'Letters a value. '}${tails.length > 0 && html`The bars span the middle 98 %; ${tails.join(', ')} ${'lie outside.'}`}</figcaption><details><summary>Figures as a table</summary>${table(
    {
      head: ['from', 'to', 'rows'],
      rows: counts.flatMap((count, at) =>
        count === 0 ? [] : [[words(edges[at] ?? 0), words(edges[at + 1] ?? 0), formatCount(count)]],
      ),
      figures: [0, 1, 2],
    },
  )}</details></figure>`;
}

/** Whole numbers with a bin each: their words stand below the middle of the bar. */
function isEachOwn({ type, texts }: ColumnProfile, edges: readonly number[]): boolean {
  const whole = type === 'integer' || texts !== undefined;
  return whole && (edges[1] ?? 0) - (edges[0] ?? 0) === 1;
}

function numberTicks(edges: readonly number[], eachOwn: boolean): { at: number; label: string }[] {
  const [first, last] = [edges[0] ?? 0, (edges.at(-1) ?? 1) - (eachOwn ? 1 : 0)];
  const ticks = niceTicks([first, last], 5).filter((tick) => !eachOwn || Number.isInteger(tick));
  const labels = tickLabels(ticks);
  return ticks.map((tick, index) => ({
    at: tick + (eachOwn ? 0.5 : 0),
    label: eachOwn ? formatCount(tick) : (labels[index] ?? ''),
  }));
}

/** The first edge, the last, and some between. */
function timeTicks(edges: readonly number[]): { at: number; label: string }[] {
  const wanted = Math.min(4, edges.length);
  const places = Array.from({ length: wanted }, (_, at) =>
    Math.round((at * (edges.length - 1)) / Math.max(1, wanted - 1)),
  );
  return [...new Set(places)].map((place) => {
    const at = edges[place] ?? 0;
    return { at, label: dayOf(at) };
  });
}

function dayOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : shortTime(date.toISOString());
}

function categoryFigure({ top, name, distinct }: ColumnProfile, present: number): Part {
  const shown = top.reduce((sum, { count }) => sum + count, 0);
  const bars = top.map((each) => bar(each, present));
  const others = distinct - top.length;
  const rest =
    others > 0
      ? [
          {
            name: `${formatCount(others)} others`,
            value: present - shown,
            label: shareWords(present - shown, present),
          },
        ]
      : [];
  return html`<figure>${barChart(`Most frequent values of ${clipped(name)}`, [...bars, ...rest])}</figure>`;
}

function bar(
  { value, count }: ValueCount,
  present: number,
): Parameters<typeof barChart>[1][number] {
  return {
    name: value === '' ? '(empty)' : value,
    value: count,
    label: `${shareWords(count, present)} · ${formatCount(count)}`,
    strong: true,
  };
}

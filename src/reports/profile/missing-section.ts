import type { Profile } from '../../data/profile/profile.js';
import { formatCount, formatQuantity } from '../../ui/format.js';
import { barChart } from '../charts/bar-chart.js';
import { clipped, html, type Part } from '../html/markup.js';
import { figure, section, table } from '../html/section.js';
import { shareWords } from './column-words.js';

const mostBars = 20;

/** Where values are missing, and which are missing together. Nothing when none are. */
export function missingSection({ missing, columns, rows }: Profile): Part {
  if (missing.cells === 0) return undefined;
  const gappy = columns
    .filter((column) => column.missing > 0)
    .toSorted((a, b) => b.missing - a.missing);
  const lead = `${formatQuantity(missing.cells, 'cells')} in ${formatQuantity(missing.rows, 'rows')} of ${formatCount(rows)}, in ${formatQuantity(gappy.length, 'columns')} of ${formatCount(columns.length)}.`;
  const bars = gappy.slice(0, mostBars).map((column) => ({
    name: column.name,
    value: column.missing / rows,
    label: shareWords(column.missing, rows),
    strong: true,
  }));
  return section(
    { id: 'missing', title: 'What is missing', lead },
    html`<div class="grid">${figure(
      {
        title: 'Share of rows',
        caption:
          gappy.length > mostBars
            ? `The ${mostBars} columns that lack most.`
            : 'Rows without a value, by column.',
      },
      barChart('Share of rows without a value', bars),
    )}${patternsFigure(missing, rows)}</div>`,
  );
}

function patternsFigure({ patterns, patternsInAll }: Profile['missing'], rows: number): Part {
  return figure(
    { title: 'Missing together', caption: 'Rows by what exactly they lack.' },
    table({
      head: ['columns', 'rows', 'share'],
      rows: patterns
        .slice(0, 10)
        .map(({ columns, rows: count }) => [
          html`<span class="wrap">${columns.slice(0, 6).map((name, at) => [at > 0 && ' + ', html`<code>${clipped(name, 30)}</code>`])}${columns.length > 6 && ` and ${columns.length - 6} more`}</span>`,
          formatCount(count),
          shareWords(count, rows),
        ]),
      figures: [1, 2],
      of: patternsInAll,
    }),
  );
}

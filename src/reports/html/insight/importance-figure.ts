import type { Insight } from '../../../learning/insight/insight.js';
import type { Importance } from '../../../learning/insight/permutation-importance.js';
import { formatCount, formatNumber, formatSigned } from '../../../ui/format.js';
import { type SpanBar, spanBars } from '../../charts/span-bars.js';
import { clipped, html, type Markup, type Part } from '../markup.js';
import { figure, table } from '../section.js';

const mostBars = 15;

/** How much worse the metric gets when a column is shuffled, and when columns that say the same are shuffled together. */
export function importanceFigures({ importance }: Insight): Part {
  if (importance === undefined) return undefined;
  const { metric, rows, of, repeats, columns, together } = importance;
  const caption = html`How much worse <code>${metric}</code> gets when the values of a column are shuffled among the rows: ${repeats} times, on ${formatCount(rows)} of ${formatCount(of)} test rows. Whiskers hold 95 % of what chance makes of it; a column whose whisker reaches nought may not matter at all.`;
  const first = figure(
    { title: 'What the model goes by', caption },
    spanBars('Importance of columns', columns.slice(0, mostBars).map(barOf)),
    importanceTable(columns, importance.columns.length),
  );
  if (together.length === 0) return first;
  const alike = figure(
    {
      title: 'Columns that say the same',
      caption:
        'One stands in for the other, so that each alone seems to matter less. Shuffled together, this is what they matter.',
    },
    spanBars('Importance of columns shuffled together', together.slice(0, 8).map(barOf)),
    importanceTable(together, together.length),
  );
  return [first, alike];
}

function barOf({ columns, value, low, high }: Importance): SpanBar {
  return {
    ...{ name: columns.join(' + '), value, span: [low, high], label: formatSigned(value) },
    strong: low > 0,
  };
}

function importanceTable(list: readonly Importance[], of: number): Markup {
  return table({
    head: ['column', 'worse by', '95 % from', 'to'],
    rows: list
      .slice(0, 60)
      .map(({ columns, value, low, high }) => [
        html`<code>${clipped(columns.join(' + '))}</code>`,
        ...[value, low, high].map((each) => formatNumber(each)),
      ]),
    figures: [1, 2, 3],
    of,
  });
}

import type { ColumnProfile, Profile } from '../../data/profile/profile.js';
import { formatCount } from '../../ui/format.js';
import { miniBars, miniHistogram } from '../charts/histogram-chart.js';
import { clipped, html, type Markup, type Part } from '../html/markup.js';
import { headCell, section } from '../html/section.js';
import { histogramOf, kindWords, shareWords, valueWords } from './column-words.js';
import { suspicionLabel } from './suspicion-words.js';

/** A line a column, with a drawing of what is in it. */
export function columnsSection(profile: Profile): Markup {
  const { columns } = profile;
  const head = ['#', 'column', 'type', 'missing', 'distinct', 'values', '', 'look at'];
  const figures = [0, 3, 4];
  return section(
    { id: 'columns', title: 'Columns' },
    html`<div class="scroll" tabindex="0"><table><thead><tr>${head.map((title, at) =>
      headCell(title, figures.includes(at) && html` class="n"`),
    )}</tr></thead><tbody>
${columns.map((column, at) => row(column, at, profile))}</tbody></table></div>`,
  );
}

function row(column: ColumnProfile, at: number, { rows, suspicions }: Profile): Part {
  const { name, missing, distinct, unique } = column;
  const flags = suspicions
    .filter(({ columns }) => columns.includes(name))
    .map((suspicion) => suspicionLabel(suspicion));
  return html`<tr data-at="${at}"><td class="n quiet" data-sort="${at}">${at + 1}</td><td><a href="#c${at}"><code>${clipped(name, 40)}</code></a></td><td>${kindWords(column)}</td><td class="n" data-sort="${missing}">${missing > 0 && shareWords(missing, rows)}</td><td class="n" data-sort="${distinct}">${unique ? 'unique' : formatCount(distinct)}</td><td class="values">${valueWords(column, rows)}</td><td>${drawing(column)}</td><td class="flags">${[...new Set(flags)].join(', ')}</td></tr>
`;
}

function drawing(column: ColumnProfile): Part {
  const histogram = histogramOf(column);
  if (histogram !== undefined) return miniHistogram(histogram);
  return column.top.length > 0 && miniBars(column.top.map(({ count }) => count));
}

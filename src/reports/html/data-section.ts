import { formatCount, formatPercent, formatQuantity } from '../../ui/format.js';
import type { ReportedData } from '../evaluation-report.js';
import { clipped, html, type Markup, type Part } from './markup.js';
import { section, table } from './section.js';

const mostColumns = 200;
const mostSplits = 12;

/** What the model was made from: columns, what is missing, how the rows were divided. */
export function dataSection(data: ReportedData): Markup {
  const { rows, sample, columns, splits, strategy } = data;
  const lead = html`${sample !== undefined && html`<strong>A sample: ${sample}.</strong> `}${formatQuantity(rows, 'rows')}, ${formatQuantity(columns.length, 'columns')}${strategy !== undefined && html`, split ${clipped(strategy, 120)}`}`;
  const known = columns.some(({ missing }) => missing !== undefined);
  return section(
    { id: 'data', title: 'Data', lead },
    splits.length > 0 && splitBar(splits.slice(0, mostSplits)),
    html`<details${columns.length <= 30 && html` open`}><summary>Columns</summary>${table({
      head: ['column', 'type', 'role', ...(known ? ['missing'] : [])],
      rows: columns
        .slice(0, mostColumns)
        .map((column) => [
          html`<code>${clipped(column.name)}</code>`,
          html`${column.type}${column.inferred && html` <span class="quiet">inferred</span>`}`,
          column.role === 'feature' ? column.role : html`<strong>${column.role}</strong>`,
          ...(known ? [missingWords(column.missing, rows)] : []),
        ]),
      figures: [3],
      of: columns.length,
    })}</details>`,
  );
}

function splitBar(splits: ReportedData['splits']): Markup {
  const total = Math.max(
    1,
    splits.reduce((sum, split) => sum + split.rows, 0),
  );
  const shareOf = (rows: number) => formatPercent(rows / total, rows / total < 0.01 ? 2 : 0);
  return html`<ul class="splits">${splits.map(
    ({ name, rows }, at) =>
      html`<li style="flex-grow:${Math.round((rows / total) * 1000)}" class="b${(at % 6) + 1}"><strong>${clipped(name, 30)}</strong> <span>${formatCount(rows)} rows · ${shareOf(rows)}</span></li>`,
  )}</ul>`;
}

function missingWords(missing: number | undefined, rows: number): Part {
  if (missing === undefined) return undefined;
  if (missing === 0) return html`<span class="quiet">none</span>`;
  return `${formatCount(missing)} (${formatPercent(missing / Math.max(1, rows), 1)})`;
}

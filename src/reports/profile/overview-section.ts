import type { Profile } from '../../data/profile/profile.js';
import { formatBytes, formatCount, formatQuantity } from '../../ui/format.js';
import { clipped, html, type Markup, type Part } from '../html/markup.js';
import { shareWords } from './column-words.js';

/** What the table is, in a few figures. */
export function overviewSection(title: string, profile: Profile): Markup {
  const { rows, bytes, columns, missing, duplicates } = profile;
  const types = new Map<string, number>();
  for (const { type } of columns) types.set(type, (types.get(type) ?? 0) + 1);
  const kinds = [...types].map(([type, count]) => `${count} ${type}`).join(', ');
  const cells = rows * columns.length;
  return html`<header><p class="eyebrow">mlx <span>profile</span></p><h1>${clipped(title, 120)}</h1><p class="subject">Every figure is exact over all rows, but those that say they were taken on a sample.</p>
<dl class="figures">
${fact('Rows', formatCount(rows), formatBytes(bytes))}
${fact('Columns', formatCount(columns.length), kinds)}
${fact('Missing cells', shareWords(missing.cells, cells), `${formatCount(missing.cells)} in ${formatQuantity(missing.rows, 'rows')}`)}
${fact('Duplicate rows', formatCount(duplicates.rows), besideIds(duplicates.besideIds))}
</dl></header>`;
}

function fact(name: string, value: string, more: Part): Markup {
  return html`<div><dt>${name}</dt><dd>${value}<small>${more}</small></dd></div>`;
}

function besideIds(count: number | undefined): Part {
  return count === undefined ? 'equal in every column' : `${formatCount(count)} without the ids`;
}

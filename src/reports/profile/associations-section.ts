import type { Association, Profile } from '../../data/profile/profile.js';
import { formatQuantity } from '../../ui/format.js';
import { associationMatrix, signed } from '../charts/association-matrix.js';
import { clipped, html, type Part } from '../html/markup.js';
import { figure, section, table } from '../html/section.js';

/** How columns go together: a drawing of the most connected, a table of the strongest pairs. */
export function associationsSection({ associations, rows, columns }: Profile): Part {
  const { pairs, matrix, of } = associations;
  if (pairs.length === 0) return undefined;
  const lead = html`Pearson's and Spearman's correlation of two numbers, Cramér's V of two categories, the correlation ratio η of a number by a category. ${basis(associations, rows)}`;
  const caption = html`Squares: the more of one, the more of the other; circles: the less. The larger, the stronger.${matrix.length === mostInMatrix && matrix.length < columns.length && ` The ${matrix.length} columns that are connected most.`}`;
  return section(
    { id: 'together', title: 'What goes together', lead },
    figure(
      { title: 'Strength by pair', caption, wide: true },
      associationMatrix({ title: 'How columns go together', names: matrix, pairs }),
    ),
    table({
      head: ['', '', 'measure', 'strength', 'Pearson', 'Spearman'],
      rows: pairs.slice(0, 15).map(line),
      figures: [3, 4, 5],
      of,
    }),
  );
}

/** A profile holds a matrix of so many columns at most. */
const mostInMatrix = 24;

function basis({ rows: sampled, pearsonRows }: Profile['associations'], rows: number): string {
  if (sampled >= rows) return '';
  const rest = `on a sample of ${formatQuantity(sampled, 'rows')}, spread evenly`;
  return pearsonRows >= rows
    ? `Pearson's is exact over all rows, the others were taken ${rest}.`
    : `All were taken ${rest}.`;
}

const measures = { linear: 'correlation', categories: "Cramér's V", mixed: 'η' } as const;

function line(pair: Association): readonly Part[] {
  const { a, b, kind, pearson, spearman } = pair;
  return [
    html`<code>${clipped(a, 40)}</code>`,
    html`<code>${clipped(b, 40)}</code>`,
    measures[kind],
    html`<strong>${two(signed(pair))}</strong>`,
    pearson === undefined ? undefined : two(pearson),
    spearman === undefined ? undefined : two(spearman),
  ];
}

function two(value: number): string {
  return value.toFixed(2).replace('-', '−');
}

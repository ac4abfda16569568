import { formatCount, formatPercent } from '../../ui/format.js';
import { clipped, html, type Markup, type Part } from '../html/markup.js';
import { shadedCells } from './shaded-cells.js';

export interface ConfusionChart {
  readonly title: string;
  readonly classes: readonly string[];
  /** By true class, then by predicted class. */
  readonly counts: readonly (readonly number[])[];
}

/** Classes above which cells are too small for figures. */
export const mostWithFigures = 16;

/** A confusion matrix: each row shaded by the share of its true class that went to each prediction. */
export function confusionChart({ title, classes, counts }: ConfusionChart): Markup {
  const size = classes.length;
  const cell = cellSize(size);
  const left = size > mostWithFigures ? 90 : 112;
  const slanted = size > 4;
  const top = slanted ? 96 : 46;
  const [width, height] = [left + size * cell + (slanted ? 60 : 8), top + size * cell + 8];
  const shares = counts.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (total === 0 ? 0 : count / total));
  });
  const layout: Layout = { cell, left, top };
  const cells =
    size > mostWithFigures
      ? shadedCells(shares, ([row, column]) => [left + column * cell, top + row * cell, cell])
      : counts.flatMap((row, at) =>
          row.map((count, column) =>
            figureCell({ row: at, column, count, share: shares[at]?.[column] ?? 0 }, layout),
          ),
        );
  return html`<svg class="chart confusion" style="max-width:${width}px" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<text class="label" x="${left + (size * cell) / 2}" y="12" text-anchor="middle">predicted</text>
<text class="label" transform="translate(11 ${top + (size * cell) / 2}) rotate(-90)" text-anchor="middle">true</text>
${classes.map((name, at) => classLabels(name, at, { ...layout, slanted }))}${cells}
</svg>`;
}

interface Layout {
  readonly cell: number;
  readonly left: number;
  readonly top: number;
}

function cellSize(classes: number): number {
  if (classes <= 2) return 124;
  if (classes <= 4) return 92;
  if (classes <= 8) return 54;
  return classes <= mostWithFigures ? 40 : 10;
}

function classLabels(
  name: string,
  at: number,
  layout: Layout & { readonly slanted: boolean },
): Part {
  const { cell, left, top, slanted } = layout;
  const middle = at * cell + cell / 2;
  const text = clipped(name, 13);
  const kind = cell < 20 ? 'tiny' : 'name';
  const column = slanted
    ? html`<text class="${kind}" transform="translate(${left + middle + 2} ${top - 8}) rotate(${cell < 20 ? -90 : -40})">${text}</text>`
    : html`<text class="${kind}" x="${left + middle}" y="${top - 10}" text-anchor="middle">${text}</text>`;
  return [
    column,
    html`<text class="${kind}" x="${left - 8}" y="${top + middle + (cell < 20 ? 3 : 4)}" text-anchor="end">${text}</text>`,
  ];
}

interface FigureCell {
  readonly row: number;
  readonly column: number;
  readonly count: number;
  readonly share: number;
}

function figureCell({ row, column, count, share }: FigureCell, { cell, left, top }: Layout): Part {
  const [x, y] = [left + column * cell, top + row * cell];
  const [middle, centre] = [x + cell / 2, y + cell / 2];
  const ink = share > 0.55 ? 'figure inverse' : 'figure';
  const right = row === column ? 'f1' : 'f2';
  const large = cell >= 90;
  return [
    html`<rect class="cell" x="${x + 1}" y="${y + 1}" width="${cell - 2}" height="${cell - 2}" rx="3"/>`,
    count > 0 &&
      html`<rect class="${right}" fill-opacity="${Math.round((0.06 + share * 0.94) * 100) / 100}" x="${x + 1}" y="${y + 1}" width="${cell - 2}" height="${cell - 2}" rx="3"/>`,
    large
      ? [
          html`<text class="${ink} big" x="${middle}" y="${centre + 1}" text-anchor="middle">${formatCount(count)}</text>`,
          html`<text class="${ink}" x="${middle}" y="${centre + 20}" text-anchor="middle">${formatPercent(share, 1)}</text>`,
        ]
      : html`<text class="${ink}" x="${middle}" y="${centre + 4}" text-anchor="middle">${compact(count)}</text>`,
  ];
}

function compact(count: number): string {
  if (count < 10_000) return String(Math.round(count));
  return count < 1e6 ? `${Math.round(count / 1e3)}k` : `${(count / 1e6).toFixed(1)}M`;
}

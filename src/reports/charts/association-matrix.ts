import type { Association } from '../../data/profile/profile.js';
import { clipped, html, type Markup, type Part } from '../html/markup.js';

export interface AssociationMatrix {
  readonly title: string;
  readonly names: readonly string[];
  readonly pairs: readonly Association[];
}

/**
 * How every two columns go together: the stronger, the larger and darker the square. What goes against each other is of
 * the other colour and round, so that it can be told apart without colour.
 */
export function associationMatrix({ title, names, pairs }: AssociationMatrix): Markup {
  const cell = names.length > 16 ? 24 : names.length > 12 ? 30 : 46;
  const longest = Math.max(0, ...names.map((name) => Math.min(18, name.length)));
  const [left, top] = [150, 24 + longest * 4.6];
  const [width, height] = [left + names.length * cell + 70, top + names.length * cell + 6];
  const places = new Map(names.map((name, at) => [name, at]));
  const marks = pairs.flatMap((pair) => {
    const [a, b] = [places.get(pair.a), places.get(pair.b)];
    if (a === undefined || b === undefined) return [];
    const value = signed(pair);
    return [
      mark(value, [left + a * cell, top + b * cell], cell),
      mark(value, [left + b * cell, top + a * cell], cell),
    ];
  });
  const labels = names.map((name, at): Part => {
    const middle = at * cell + cell / 2;
    return [
      html`<text class="name" x="${left - 8}" y="${top + middle + 4}" text-anchor="end">${clipped(name, 20)}</text>`,
      html`<text class="name" transform="translate(${left + middle + 3} ${top - 8}) rotate(-40)">${clipped(name, 18)}</text>`,
    ];
  });
  const size = names.length * cell;
  return html`<svg class="chart" style="max-width:${width}px" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}"><path class="cell" d="M${left} ${top}h${size}v${size}h${-size}z"/>${labels}${marks}</svg>`;
}

/** The value that is drawn: with its sign where it has one. */
export function signed({ strength, pearson, spearman }: Association): number {
  const stronger = Math.abs(spearman ?? 0) > Math.abs(pearson ?? 0) ? spearman : pearson;
  return (stronger ?? 0) < 0 ? -strength : strength;
}

function mark(value: number, [x, y]: readonly [number, number], cell: number): Part {
  const size = Math.abs(value);
  if (size < 0.05) return undefined;
  const side = Math.round(
    (cell - 3) * ((cell < 40 ? 0.3 : 0.62) + (cell < 40 ? 0.7 : 0.38) * size),
  );
  const [cx, cy] = [x + cell / 2, y + cell / 2];
  const opacity = (0.25 + 0.75 * size).toFixed(2);
  const shape =
    value < 0
      ? html`<circle class="f2" fill-opacity="${opacity}" cx="${cx}" cy="${cy}" r="${side / 2}"/>`
      : html`<rect class="f1" fill-opacity="${opacity}" x="${cx - side / 2}" y="${cy - side / 2}" width="${side}" height="${side}" rx="2"/>`;
  if (cell < 40) return shape;
  const ink = size > 0.45 ? 'figure inverse' : 'figure';
  return [
    shape,
    html`<text class="${ink}" x="${cx}" y="${cy + 4}" text-anchor="middle">${short(value)}</text>`,
  ];
}

function short(value: number): string {
  return value.toFixed(2).replace('0.', '.').replace('-', '−');
}

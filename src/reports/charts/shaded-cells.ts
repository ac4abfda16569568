import { html, type Part } from '../html/markup.js';

const levels = 10;

/** Where a cell stands, and its size. */
export type CellPlace = (
  cell: readonly [row: number, column: number],
) => readonly [x: number, y: number, size: number];

/** Squares shaded by a share of 0 to 1, in ten steps: one path per step, so that thousands of cells stay small. */
export function shadedCells(shares: readonly (readonly number[])[], placeOf: CellPlace): Part {
  const paths = new Array<string>(levels + 1).fill('');
  shares.forEach((row, at) =>
    row.forEach((share, column) => {
      const [x, y, size] = placeOf([at, column]);
      const level = share <= 0 ? 0 : Math.max(1, Math.min(levels, Math.ceil(share * levels)));
      paths[level] =
        `${paths[level] ?? ''}M${short(x)} ${short(y)}h${short(size)}v${short(size)}h${short(-size)}z`;
    }),
  );
  return paths.map((d, level) => {
    if (d === '') return undefined;
    if (level === 0) return html`<path class="cell" d="${d}"/>`;
    return html`<path class="f1" fill-opacity="${level / levels}" d="${d}"/>`;
  });
}

function short(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}

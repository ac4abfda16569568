import { clipped, html, type Markup, type Part } from '../html/markup.js';
import { diamond } from './chosen-mark.js';

/** One upright axis: values are shares of it, from 0 at its foot to 1 at its head. */
export interface ParallelAxis {
  readonly name: string;
  readonly foot: string;
  readonly head: string;
}

export interface ParallelLine {
  /** A share for each axis; undefined where there is nothing. */
  readonly shares: readonly (number | undefined)[];
  readonly strong: boolean;
  /** Drawn over all, with a diamond wherever it crosses an axis. */
  readonly chosen?: boolean;
}

const [width, height] = [1000, 330];
const [left, right, top, bottom] = [70, 930, 46, 282];

/** Parallel coordinates: one line for each point of many dimensions, the strong ones over the others, the chosen one over all. */
export function parallelChart(
  title: string,
  axes: readonly ParallelAxis[],
  lines: readonly ParallelLine[],
): Markup {
  const xOf = (at: number): number =>
    Math.round(left + ((right - left) * at) / Math.max(1, axes.length - 1));
  const yOf = (share: number): number => Math.round((bottom - share * (bottom - top)) * 10) / 10;
  const drawn = ({ shares, strong, chosen = false }: ParallelLine): Part => {
    let isOpen = false;
    const d = shares.map((share, at) => {
      const step = share === undefined ? '' : `${isOpen ? 'L' : 'M'}${xOf(at)} ${yOf(share)}`;
      isOpen = share !== undefined;
      return step;
    });
    const kind = chosen ? 'strand won' : strong ? 'strand best' : 'strand';
    return html`<path class="${kind}" d="${d.join('')}"/>`;
  };
  const won = lines.filter((line) => line.chosen === true);
  const frames = axes.map(
    ({ name, foot, head }, at) => html`<path class="axis" d="M${xOf(at)} ${top}V${bottom}"/>
<text class="name" x="${xOf(at)}" y="${at % 2 === 0 ? 14 : 29}" text-anchor="middle">${clipped(name, 22)}<title>${clipped(name, 200)}</title></text>
<text class="tick" x="${xOf(at)}" y="${top - 4}" text-anchor="middle">${clipped(head, 14)}</text>
<text class="tick" x="${xOf(at)}" y="${bottom + 17}" text-anchor="middle">${clipped(foot, 14)}</text>`,
  );
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
${lines.filter(({ strong, chosen }) => !strong && chosen !== true).map(drawn)}
${lines.filter(({ strong, chosen }) => strong && chosen !== true).map(drawn)}
${frames}
${won.map(drawn)}
${won.map(({ shares }) => shares.map((share, at) => share !== undefined && diamond(xOf(at), yOf(share))))}</svg>`;
}

/** What the chart has beside the common look. */
export const parallelStyle = `
.strand{fill:none;stroke:var(--soft);stroke-width:1;stroke-opacity:.28}
.strand.best{stroke:var(--c1);stroke-width:2;stroke-opacity:.85}
.strand.won{stroke:var(--c2);stroke-width:3;stroke-opacity:1}`;

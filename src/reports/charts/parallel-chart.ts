import { clipped, html, type Markup, type Part } from '../html/markup.js';

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
}

const [width, height] = [1000, 330];
const [left, right, top, bottom] = [70, 930, 46, 282];

/** Parallel coordinates: one line for each point of many dimensions, the strong ones over the others. */
export function parallelChart(
  title: string,
  axes: readonly ParallelAxis[],
  lines: readonly ParallelLine[],
): Markup {
  const xOf = (at: number): number =>
    Math.round(left + ((right - left) * at) / Math.max(1, axes.length - 1));
  const yOf = (share: number): number => Math.round((bottom - share * (bottom - top)) * 10) / 10;
  const drawn = ({ shares, strong }: ParallelLine): Part => {
    let isOpen = false;
    const d = shares.map((share, at) => {
      const step = share === undefined ? '' : `${isOpen ? 'L' : 'M'}${xOf(at)} ${yOf(share)}`;
      isOpen = share !== undefined;
      return step;
    });
    return html`<path class="${strong ? 'strand best' : 'strand'}" d="${d.join('')}"/>`;
  };
  const frames = axes.map(
    ({ name, foot, head }, at) => html`<path class="axis" d="M${xOf(at)} ${top}V${bottom}"/>
<text class="name" x="${xOf(at)}" y="${at % 2 === 0 ? 14 : 29}" text-anchor="middle">${clipped(name, 22)}<title>${clipped(name, 200)}</title></text>
<text class="tick" x="${xOf(at)}" y="${top - 4}" text-anchor="middle">${clipped(head, 14)}</text>
<text class="tick" x="${xOf(at)}" y="${bottom + 17}" text-anchor="middle">${clipped(foot, 14)}</text>`,
  );
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
${lines.filter(({ strong }) => !strong).map(drawn)}
${lines.filter(({ strong }) => strong).map(drawn)}
${frames}</svg>`;
}

/** What the chart has beside the common look. */
export const parallelStyle = `
.strand{fill:none;stroke:var(--soft);stroke-width:1;stroke-opacity:.28}
.strand.best{stroke:var(--c1);stroke-width:2;stroke-opacity:.85}`;

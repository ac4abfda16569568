import type { Histogram } from '../../data/profile/profile.js';
import { html, type Markup } from '../html/markup.js';
import { linearScale } from './scale.js';

export interface HistogramChart {
  /** What a screen reader says. */
  readonly title: string;
  readonly histogram: Histogram;
  /** Places on the axis with their words, from left to right. */
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** What stands above the highest bar. */
  readonly most: string;
}

const [width, height] = [480, 190];
const [left, right, top, bottom] = [10, 470, 22, 160];

/** Bars on an axis, one path for all of them: the drawing is as small as the bins are few. */
export function histogramChart({ title, histogram, ticks, most }: HistogramChart): Markup {
  const { edges } = histogram;
  const x = linearScale([edges[0] ?? 0, edges.at(-1) ?? 1], [left, right]);
  const labels = ticks.map(({ at, label }, index) => {
    const anchor = index === 0 ? 'start' : index === ticks.length - 1 ? 'end' : 'middle';
    const near = anchor === 'start' && x(at) > left + 20 ? 'middle' : anchor;
    return html`<path class="rule" d="M${x(at)} ${bottom}v5"/><text class="tick" x="${x(at)}" y="${bottom + 20}" text-anchor="${near}">${label}</text>`;
  });
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}"><text class="tick" x="${left}" y="12">${most}</text><path class="f1" d="${barsOf(histogram, { left, right, top, bottom })}"/><path class="axis" d="M${left} ${bottom}H${right}"/>${labels}</svg>`;
}

const mini = { left: 0, right: 112, top: 2, bottom: 26 };

/** The same without an axis, of the size of a table cell. */
export function miniHistogram(histogram: Histogram): Markup {
  return html`<svg class="mini" width="112" height="28" viewBox="0 0 112 28" aria-hidden="true"><path class="f1" d="${barsOf(histogram, mini)}"/><path class="track" d="M0 27H112"/></svg>`;
}

/** Counts of categories as bars, of the size of a table cell. */
export function miniBars(counts: readonly number[]): Markup {
  const edges = Array.from({ length: counts.length + 1 }, (_, at) => at);
  return miniHistogram({ edges, counts, below: 0, above: 0 });
}

interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A bin with rows in it is always seen, however few they are. */
function barsOf({ edges, counts }: Histogram, frame: Frame): string {
  const x = linearScale([edges[0] ?? 0, edges.at(-1) ?? 1], [frame.left, frame.right]);
  const y = linearScale([0, Math.max(1, ...counts)], [0, frame.bottom - frame.top]);
  const air = (frame.right - frame.left) / counts.length > 6 ? 1 : 0.4;
  return counts
    .map((count, at) => {
      if (count === 0) return '';
      const one = counts.length === 1;
      const from = one ? frame.left : x(edges[at] ?? 0);
      const to = one ? frame.right : x(edges[at + 1] ?? 0);
      const tall = Math.max(1, y(count));
      return `M${short(from + air / 2)} ${frame.bottom}v${short(-tall)}h${short(Math.max(0.5, to - from - air))}v${short(tall)}z`;
    })
    .join('');
}

function short(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}

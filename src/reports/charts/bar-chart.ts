import { clipped, html, type Markup } from '../html/markup.js';
import { linearScale } from './scale.js';

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** What stands at the bar's end. */
  readonly label: string;
  /** Drawn strong, the others quiet. */
  readonly strong?: boolean;
}

const width = 480;
const rowHeight = 30;
const [shortest, barEnd] = [148, 400];
const mostCharacters = 28;

/** Horizontal bars from nought, one below the other, in the order given. */
export function barChart(title: string, bars: readonly Bar[]): Markup {
  const most = Math.max(...bars.map(({ value }) => Math.abs(value)), Number.MIN_VALUE);
  const longest = Math.max(...bars.map(({ name }) => Math.min(mostCharacters, name.length)));
  // Seven and a half: what a character takes in a wide typeface.
  const labelEnd = Math.max(shortest, Math.round(7.5 * longest));
  const barStart = labelEnd + 8;
  const scale = linearScale([0, most], [0, barEnd - barStart]);
  const rows = bars.map(({ name, value, label, strong }, at) => {
    const middle = at * rowHeight + rowHeight / 2;
    const length = Math.max(1, scale(Math.abs(value)));
    return html`<text class="name" x="${labelEnd}" y="${middle + 4}" text-anchor="end">${clipped(name, mostCharacters)}<title>${clipped(name, 200)}</title></text>
<rect class="${strong === true ? 'f1' : 'quiet'}" x="${barStart}" y="${middle - 8}" width="${length}" height="16" rx="2"/>
<text class="tick" x="${barStart + length + 7}" y="${middle + 4}">${label}</text>`;
  });
  const height = bars.length * rowHeight;
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">${rows}</svg>`;
}

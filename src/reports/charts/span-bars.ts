import { clipped, html, type Markup } from '../html/markup.js';
import { linearScale, rangeOf } from './scale.js';

export interface SpanBar {
  readonly name: string;
  readonly value: number;
  /** Drawn as a whisker over the bar's end. */
  readonly span?: readonly [low: number, high: number];
  /** What stands beside it. */
  readonly label: string;
  /** Drawn strong, the others quiet. */
  readonly strong?: boolean;
}

const width = 480;
const rowHeight = 28;
const [shortest, right] = [168, 402];
const mostCharacters = 30;
const labelStart = 412;

/** Horizontal bars from nought to either side, each with how sure it is; the figures stand in a column of their own. */
export function spanBars(title: string, bars: readonly SpanBar[]): Markup {
  const longest = Math.max(0, ...bars.map(({ name }) => Math.min(mostCharacters, name.length)));
  // Seven: what a character takes in a wide typeface, near enough.
  const labelEnd = Math.max(shortest, 7 * longest);
  const left = labelEnd + 10;
  const scale = linearScale(
    rangeOf([0, ...bars.flatMap(({ value, span = [] }) => [value, ...span])]),
    [left, right],
  );
  const height = bars.length * rowHeight;
  const zero = scale(0);
  const rows = bars.map(({ name, value, span, label, strong }, at) => {
    const middle = at * rowHeight + rowHeight / 2;
    const end = scale(value);
    const whisker =
      span !== undefined &&
      html`<path class="spread" d="M${scale(span[0])} ${middle}H${scale(span[1])}M${scale(span[0])} ${middle - 4}v8M${scale(span[1])} ${middle - 4}v8"/>`;
    return html`<text class="name" x="${labelEnd}" y="${middle + 4}" text-anchor="end">${clipped(name, mostCharacters)}<title>${clipped(name, 200)}</title></text>
<rect class="${strong === true ? 'f1' : value < 0 ? 'f2' : 'quiet'}" x="${Math.min(zero, end)}" y="${middle - 8}" width="${Math.max(1, Math.abs(end - zero))}" height="16" rx="2"/>${whisker}
<text class="tick" x="${labelStart}" y="${middle + 4}">${label}</text>`;
  });
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">${rows}<path class="axis" d="M${zero} 0V${height}"/></svg>`;
}

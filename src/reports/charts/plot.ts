import { html, type Markup, type Part } from '../html/markup.js';
import { linearScale, niceTicks, type Range, type Scale, tickLabels } from './scale.js';

interface Axis {
  readonly label: string;
  readonly range: Range;
  /** Values are fractions, shown as percentages. */
  readonly percent?: boolean;
  /** In place of round ticks: for logarithms and names. */
  readonly ticks?: readonly { readonly at: number; readonly label: string }[];
}

export interface PlotOptions {
  /** What a screen reader says. */
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly height?: number;
}

/** Where values stand inside a plot. */
export interface PlotArea {
  readonly x: Scale;
  readonly y: Scale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const width = 480;
const margin = { left: 54, right: 14, top: 12, bottom: 46 };

/** Axes with round ticks and a quiet grid, and what `draw` puts on them. */
export function plot(options: PlotOptions, draw: (area: PlotArea) => Part): Markup {
  const { title, x, y, height = 320 } = options;
  const [left, right] = [Math.max(margin.left, roomFor(ticksOf(y).labels)), width - margin.right];
  const [top, bottom] = [margin.top, height - margin.bottom];
  const area: PlotArea = {
    x: linearScale(x.range, [left, right]),
    y: linearScale(y.range, [bottom, top]),
    left,
    right,
    top,
    bottom,
  };
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
${horizontal(x, area)}${vertical(y, area)}
${draw(area)}
<path class="axis" d="M${left} ${top}V${bottom}H${right}"/>
</svg>`;
}

function horizontal(axis: Axis, { x, left, right, top, bottom }: PlotArea): Part {
  const { ticks, labels } = ticksOf(axis);
  return [
    ...ticks.map((tick, at) => [
      html`<path class="rule" d="M${x(tick)} ${top}V${bottom}"/>`,
      html`<text class="tick" x="${x(tick)}" y="${bottom + 17}" text-anchor="middle">${labels[at]}</text>`,
    ]),
    html`<text class="label" x="${(left + right) / 2}" y="${bottom + 38}" text-anchor="middle">${axis.label}</text>`,
  ];
}

function vertical(axis: Axis, { y, left, right, top, bottom }: PlotArea): Part {
  const { ticks, labels } = ticksOf(axis);
  const middle = (top + bottom) / 2;
  return [
    ...ticks.map((tick, at) => [
      html`<path class="rule" d="M${left} ${y(tick)}H${right}"/>`,
      html`<text class="tick" x="${left - 7}" y="${y(tick) + 4}" text-anchor="end">${labels[at]}</text>`,
    ]),
    html`<text class="label" transform="translate(13 ${middle}) rotate(-90)" text-anchor="middle">${axis.label}</text>`,
  ];
}

function ticksOf(axis: Axis): { readonly ticks: readonly number[]; readonly labels: string[] } {
  if (axis.ticks !== undefined) {
    return { ticks: axis.ticks.map(({ at }) => at), labels: axis.ticks.map(({ label }) => label) };
  }
  const ticks = niceTicks(axis.range, 5);
  return { ticks, labels: labelsOf(axis, ticks) };
}

/** What upright labels and the name of their axis take, in a wide typeface: `0.8388` must not run into the name. */
function roomFor(labels: readonly string[]): number {
  const widths = labels.map((label) =>
    Array.from(label).reduce((sum, char) => sum + (/[.,]/.test(char) ? 4 : 7.7), 0),
  );
  return Math.ceil(Math.min(150, 31 + Math.max(0, ...widths)));
}

function labelsOf({ percent }: Axis, ticks: readonly number[]): string[] {
  if (percent !== true) return tickLabels(ticks);
  return tickLabels(ticks.map((tick) => Number((tick * 100).toPrecision(10)))).map(
    (label) => `${label} %`,
  );
}

import { html, type Markup, type Part } from '../html/markup.js';
import { type PlotArea, type PlotOptions, plot } from './plot.js';

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
  /** A quiet dashed line to compare with: chance, perfection, a baseline. */
  readonly reference?: boolean;
  /** Marks its points: for few points that mean something each. */
  readonly dots?: boolean;
}

/** A point worth pointing at, with a word beside it. */
export interface Mark extends Point {
  readonly label: string;
  /** The word stands above the point rather than below it. */
  readonly above?: boolean;
}

export interface LineChartOptions extends PlotOptions {
  readonly lines: readonly Line[];
  readonly marks?: readonly Mark[];
  /** Single measurements, drawn under the lines. */
  readonly dots?: readonly Point[];
}

/** Lines on axes. Each has a colour and a dash of its own; a legend follows when there are several. */
export function lineChart(options: LineChartOptions): Markup {
  const { lines, marks = [], dots = [] } = options;
  const drawn = plot(options, (area) => [
    ...dots.map(
      ({ x, y }) => html`<circle class="dot" cx="${area.x(x)}" cy="${area.y(y)}" r="3.5"/>`,
    ),
    ...lines.map((line, at) => lineOf(line, numberOf(lines, at), area)),
    ...marks.map((mark) => markOf(mark, area)),
  ]);
  return html`${drawn}${lines.length > 1 && legend(lines)}`;
}

function lineOf(line: Line, number: number, area: PlotArea): Part {
  const points = line.points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  if (points.length === 0) return undefined;
  const d = points
    .map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${area.x(x)} ${area.y(y)}`)
    .join('');
  const dots = points.map(
    ({ x, y }) => html`<circle class="f${number}" cx="${area.x(x)}" cy="${area.y(y)}" r="3.5"/>`,
  );
  return [
    html`<path class="${classOf(line, number)}" d="${d}"/>`,
    line.dots === true ? dots : undefined,
  ];
}

function markOf(mark: Mark, { x, y, left, right, bottom }: PlotArea): Part {
  const [cx, cy] = [x(mark.x), y(mark.y)];
  const leftward = cx > (left + right) / 2;
  const above = mark.above === true || cy > bottom - 24;
  return [
    html`<circle class="mark" cx="${cx}" cy="${cy}" r="5"/>`,
    html`<text class="note" x="${cx + (leftward ? -10 : 10)}" y="${cy + (above ? -10 : 19)}" text-anchor="${leftward ? 'end' : 'start'}">${mark.label}</text>`,
  ];
}

function legend(lines: readonly Line[]): Markup {
  const entries = lines.map((line, at) => {
    const swatch = html`<svg width="26" height="10" aria-hidden="true"><path class="${classOf(line, numberOf(lines, at))}" d="M1 5H25"/></svg>`;
    return html`<li>${swatch}${line.name}</li>`;
  });
  return html`<ul class="legend">${entries}</ul>`;
}

/** Which colour and dash a line has: references do not use any up. */
function numberOf(lines: readonly Line[], at: number): number {
  const before = lines.slice(0, at).filter((line) => line.reference !== true).length;
  return (before % 10) + 1;
}

function classOf(line: Line, number: number): string {
  return line.reference === true ? 'line reference' : `line s${number}`;
}

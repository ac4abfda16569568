import { html, type Markup, type Part } from '../html/markup.js';
import { type Line, lineChart } from './line-chart.js';
import { type PlotArea, type PlotOptions, plot } from './plot.js';

export interface BundleChart extends PlotOptions {
  /** Drawn strong, over the thin ones. */
  readonly lines: readonly Line[];
  /** Values of each thin line at the places of the strong ones. */
  readonly thin: readonly (readonly number[])[];
}

/** Strong lines over a bundle of thin ones that they are the mean of. */
export function bundleChart({ thin, lines, ...options }: BundleChart): Markup {
  const [first] = lines;
  if (thin.length === 0 || first === undefined) return lineChart({ ...options, lines });
  return plot(options, (area) => [
    ...thin.map((values) =>
      pathOf(
        'ice',
        first.points.map(({ x }, at) => ({ x, y: values[at] ?? NaN })),
        area,
      ),
    ),
    pathOf('line s1', first.points, area),
  ]);
}

function pathOf(kind: string, points: Line['points'], { x, y }: PlotArea): Part {
  const d = points
    .map((point, at) => `${at === 0 ? 'M' : 'L'}${x(point.x)} ${y(point.y)}`)
    .join('');
  return html`<path class="${kind}" d="${d}"/>`;
}

import { html, type Markup } from '../html/markup.js';
import { chosenMark } from './chosen-mark.js';
import { type PlotOptions, plot } from './plot.js';

export interface Spot {
  readonly x: number;
  readonly y: number;
  /** What it is, for those who point at it. */
  readonly title: string;
  /** Drawn large and in colour, over the others. */
  readonly strong?: boolean;
  /** Drawn as a diamond with a word, over all. */
  readonly chosen?: boolean;
}

/** Dots on axes, the strong ones over the others; `stair` joins the strong ones from left to right in steps. */
export function scatterChart(
  options: PlotOptions,
  spots: readonly Spot[],
  { stair = false }: { readonly stair?: boolean } = {},
): Markup {
  const strong = spots.filter((spot) => spot.strong === true);
  return plot(options, ({ x, y, ...area }) => {
    const dot = (spot: Spot): Markup =>
      html`<circle class="${spot.strong === true ? 'f1' : 'dot'}" cx="${x(spot.x)}" cy="${y(spot.y)}" r="${spot.strong === true ? 4.5 : 3.5}"><title>${spot.title}</title></circle>`;
    const steps = strong
      .toSorted((a, b) => a.x - b.x || a.y - b.y)
      .map((spot, at) => (at === 0 ? `M${x(spot.x)} ${y(spot.y)}` : `H${x(spot.x)}V${y(spot.y)}`));
    return [
      spots.filter((spot) => spot.strong !== true && spot.chosen !== true).map(dot),
      stair && strong.length > 1 && html`<path class="line s1" d="${steps.join('')}"/>`,
      strong.filter((spot) => spot.chosen !== true).map(dot),
      spots
        .filter((spot) => spot.chosen === true)
        .map(({ title, ...spot }) => chosenMark({ x: x(spot.x), y: y(spot.y), title }, area)),
    ];
  });
}

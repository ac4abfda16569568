import type { Histogram2D } from '../../learning/metrics/evaluation/evaluation.js';
import { html, type Markup } from '../html/markup.js';
import { plot } from './plot.js';
import { shadedCells } from './shaded-cells.js';

/** True against predicted values as a grid shaded by the number of rows; the diagonal is perfection. */
export function densityChart(title: string, { from, to, counts }: Histogram2D): Markup {
  const [low, high] = from === to ? [from - 0.5, to + 0.5] : [from, to];
  const most = Math.max(1, ...counts.flat());
  // A cube root keeps the few rows far from the diagonal visible beside the many on it.
  const shares = counts.map((row) => row.map((count) => Math.cbrt(count / most)));
  const axis = (label: string) => ({ label, range: [low, high] as const });
  return plot({ title, x: axis('true'), y: axis('predicted'), height: 400 }, (area) => {
    const [wide, tall] = [
      (area.right - area.left) / counts.length,
      (area.bottom - area.top) / counts.length,
    ];
    const size = Math.min(wide, tall) - 1;
    const filled = shadedCells(shares, ([truth, predicted]) => [
      area.left + (truth + 0.5) * wide - size / 2,
      area.bottom - (predicted + 0.5) * tall - size / 2,
      size,
    ]);
    const diagonal = `M${area.x(low)} ${area.y(low)}L${area.x(high)} ${area.y(high)}`;
    return html`<g class="density">${filled}</g><path class="line reference" d="${diagonal}"/>`;
  });
}

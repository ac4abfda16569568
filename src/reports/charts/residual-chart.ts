import type { RegressionDetail } from '../../learning/metrics/evaluation/evaluation.js';
import { html, type Markup } from '../html/markup.js';
import { linearScale, niceTicks, rangeOf, tickLabels } from './scale.js';

const [width, height] = [480, 132];
const [left, right] = [18, 462];

/** How far predictions are off: half of them in the box, 90 % between the ends; the farthest 1 % stay outside. */
export function residualChart(title: string, { quantiles }: RegressionDetail['residuals']): Markup {
  const at = (fraction: number) => quantiles.find((each) => each.fraction === fraction)?.value ?? 0;
  const range = rangeOf([at(0.01), at(0.99), 0]);
  const x = linearScale(range, [left, right]);
  const ticks = niceTicks(range, 6);
  const labels = tickLabels(ticks);
  const [q05, q25, q50, q75, q95] = [
    x(at(0.05)),
    x(at(0.25)),
    x(at(0.5)),
    x(at(0.75)),
    x(at(0.95)),
  ];
  const axis = ticks.map(
    (tick, index) =>
      html`<path class="rule" d="M${x(tick)} 14V78"/><text class="tick" x="${x(tick)}" y="96" text-anchor="middle">${labels[index]}</text>`,
  );
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
${axis}<path class="line reference" d="M${x(0)} 8V84"/>
<path class="line s1" d="M${q05} 46H${q25}M${q75} 46H${q95}M${q05} 38V54M${q95} 38V54"/>
<rect class="box" x="${q25}" y="28" width="${Math.max(1, q75 - q25)}" height="36" rx="3"/>
<path class="line s1" d="M${q50} 28V64"/>
<text class="label" x="${(left + right) / 2}" y="122" text-anchor="middle">predicted − true</text>
</svg>`;
}

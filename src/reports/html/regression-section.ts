import type { Evaluation, RegressionDetail } from '../../learning/metrics/evaluation/evaluation.js';
import { formatNumber, formatPercent, formatSigned } from '../../ui/format.js';
import { densityChart } from '../charts/density-chart.js';
import { residualChart } from '../charts/residual-chart.js';
import { clipped, html, type Markup } from './markup.js';
import { figure, section, table } from './section.js';

/** How near the predictions come, and to which side they err. */
export function regressionSection({ task }: Evaluation, detail: RegressionDetail): Markup {
  return section(
    { id: 'errors', title: 'Predictions and errors' },
    html`<div class="grid">${agreementFigure(task.target, detail)}${residualFigure(detail)}</div>`,
  );
}

function agreementFigure(target: string, { histogram }: RegressionDetail): Markup {
  return figure(
    {
      title: 'Predicted against true',
      caption: html`Darker cells hold more rows. A perfect model of <code>${clipped(target)}</code> stays on the dashed line.`,
    },
    densityChart('Predicted against true values', histogram),
  );
}

function residualFigure({ residuals }: RegressionDetail): Markup {
  const caption = html`Half of the errors lie in the box, nine in ten between the ends. The mean error is ${formatSigned(residuals.mean)}, its standard deviation ${formatNumber(residuals.sd)}.`;
  const rows = residuals.quantiles.map(({ fraction, value }) => [
    nameOf(fraction),
    formatSigned(value),
  ]);
  return figure(
    { title: 'Errors', caption },
    html`${residualChart('Distribution of errors', residuals)}${table({ head: ['of the errors, sorted', 'predicted − true'], rows, figures: [1] })}`,
  );
}

function nameOf(fraction: number): string {
  if (fraction === 0) return 'the lowest';
  if (fraction === 1) return 'the highest';
  return fraction === 0.5 ? 'the middle' : `the ${formatPercent(fraction)} mark`;
}

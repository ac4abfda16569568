import type { Evaluation, ScoreDetail } from '../../learning/metrics/evaluation/evaluation.js';
import { formatCount, formatNumber, formatPercent } from '../../ui/format.js';
import { histogramChart } from '../charts/histogram-chart.js';
import { html, type Markup } from './markup.js';
import { figure, section, table } from './section.js';

/** How odd rows were found to be, and from where on they are flagged. */
export function scoreSection({ threshold }: Evaluation, detail: ScoreDetail): Markup {
  const { histogram, quantiles, flagged } = detail;
  const { edges, counts } = histogram;
  const ends = [edges[0] ?? 0, edges.at(-1) ?? 0].map((at) => ({ at, label: formatNumber(at) }));
  const caption = html`Rows are flagged from a score of ${formatNumber(threshold ?? 0)} on: ${formatCount(flagged)} of them.`;
  const rows = quantiles.map(({ fraction, value }) => [
    fraction === 0 ? 'the lowest' : fraction === 1 ? 'the highest' : formatPercent(fraction),
    formatNumber(value),
  ]);
  return section(
    { id: 'scores', title: 'Scores' },
    html`<div class="grid">${figure(
      { title: 'How odd rows are', caption },
      html`${histogramChart({
        title: 'Rows by their score',
        histogram: { edges, counts, below: 0, above: 0 },
        ticks: ends,
        most: `${formatCount(Math.max(...counts))} rows`,
      })}${table({ head: ['of the rows, sorted', 'score'], rows, figures: [1] })}`,
    )}</div>`,
  );
}

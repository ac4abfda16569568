import type { MetricResult } from '../../learning/metrics/evaluation/evaluation.js';
import { formatNumber } from '../../ui/format.js';
import { intervalChart } from '../charts/interval-chart.js';
import type { EvaluationReport } from '../evaluation-report.js';
import { headlineOf, intervalWords } from '../verdict.js';
import { html, type Markup, type Part } from './markup.js';
import { section, table } from './section.js';

/** Every metric with its interval and its baseline. */
export function metricsSection(report: EvaluationReport): Markup {
  const { metrics, resamples } = report.evaluation;
  const headline = headlineOf(report)?.name;
  const rows = Object.entries(metrics).map(([name, result]) =>
    metricRow(name, result, name === headline),
  );
  const lead = html`Intervals are 95 % bootstrap intervals${resamples > 0 && html` over ${resamples} resamples`}. The baseline is what a guess from the training rows alone would reach${', '}marked with a tick in the drawing.`;
  return section(
    { id: 'metrics', title: 'Metrics', lead },
    table({
      head: ['metric', 'value', '95 % interval', '', 'baseline', 'better'],
      rows,
      figures: [1, 2, 4],
    }),
  );
}

function metricRow(name: string, result: MetricResult, strong: boolean): Part[] {
  const { title, value, reason, interval, baseline, direction } = result;
  const words = html`${title} <code>${name}</code>`;
  return [
    strong ? html`<strong>${words}</strong>` : words,
    value === null
      ? html`<span class="quiet">${reason ?? 'not measured'}</span>`
      : html`<strong>${formatNumber(value)}</strong>`,
    intervalWords(interval),
    value === null ? undefined : intervalChart({ value, interval, baseline }),
    baseline === null ? undefined : formatNumber(baseline),
    html`<span class="quiet">${direction === 'higher' ? '↑ higher' : '↓ lower'}</span>`,
  ];
}

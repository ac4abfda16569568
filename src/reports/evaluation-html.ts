import type { EvaluationReport } from './evaluation-report.js';
import { classificationSections } from './html/classification-section.js';
import { dataSection } from './html/data-section.js';
import { forecastSection } from './html/forecast-section.js';
import { goesBySection } from './html/insight/insight-sections.js';
import { insightStyle } from './html/insight/insight-style.js';
import { slicesSection } from './html/insight/slices-section.js';
import { thresholdExplorer } from './html/insight/threshold-explorer.js';
import { thresholdScript } from './html/insight/threshold-script.js';
import { whySection } from './html/insight/why-section.js';
import { clipped, html, type Part } from './html/markup.js';
import { metricsSection } from './html/metrics-section.js';
import { page } from './html/page.js';
import { qualitySection } from './html/quality-section.js';
import { regressionSection } from './html/regression-section.js';
import { runSection } from './html/run-section.js';
import { scoreSection } from './html/score-section.js';
import { trainingSection } from './html/training-section.js';
import { verdictSection } from './html/verdict-section.js';
import { worstSection } from './html/worst-section.js';

/**
 * The whole report as one HTML file under 500 KB: no requests, light and dark, fit to print, and whole without its one small script,
 * which only moves a threshold. Everything
 * that came from the project or its data is escaped and cut to a sane length. The same report gives the same bytes.
 */
export function evaluationHtml(report: EvaluationReport): string {
  const { evaluation, insight } = report;
  return page(
    `${clipped(report.project, 80)}: evaluation`,
    html`${verdictSection(report)}
${metricsSection(report)}
${detailSections(report)}
${thresholdExplorer(insight?.thresholds, evaluation)}
${goesBySection(report)}
${insight && slicesSection(insight)}
${worstSection(evaluation, insight)}
${insight && whySection(insight, evaluation)}
${trainingSection(report)}
${dataSection(report.data)}
${qualitySection(report)}
${runSection(report)}`,
    {
      ...(insight !== undefined && { style: insightStyle }),
      ...(insight?.thresholds !== undefined && { script: thresholdScript }),
    },
  );
}

function detailSections({ evaluation }: EvaluationReport): Part {
  const { detail } = evaluation;
  if (detail.kind === 'scores') return scoreSection(evaluation, detail);
  return detail.kind === 'regression'
    ? [detail.forecast && forecastSection(detail.forecast), regressionSection(evaluation, detail)]
    : classificationSections(evaluation, detail);
}

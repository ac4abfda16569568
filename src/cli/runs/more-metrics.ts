import { MlxError } from '../../errors/index.js';
import type { Judged } from '../../learning/comparisons/compare-predictions.js';
import type { Evaluation } from '../../learning/metrics/evaluation/evaluation.js';
import { metricsFor } from '../../learning/metrics/index.js';
import type { Metric, Truth } from '../../learning/metrics/metric.js';
import { metricOf } from '../../stages/judging/own-metric.js';

interface Measured {
  readonly evaluation: Pick<Evaluation, 'metrics'>;
  readonly judged: Judged;
}

/** As far as two measurements of the same may differ by rounding. */
const rounding = 1e-9;

/**
 * The metrics that both runs measured beside the usual ones: the project's own, and those with arguments. One whose code gives other values
 * now than the runs noted is left out, with why: a test of it would be one of another metric.
 */
export async function moreMetrics(
  measured: readonly [Measured, Measured],
  truth: Truth,
  projectDir: string,
): Promise<{ readonly metrics: readonly Metric[]; readonly notes: readonly string[] }> {
  const usual = new Set(metricsFor(truth.task).map(({ name }) => name));
  const [one, other] = measured.map(({ evaluation }) => evaluation.metrics);
  const names = Object.keys(one ?? {}).filter(
    (name) => !usual.has(name) && other?.[name] !== undefined,
  );
  const metrics: Metric[] = [];
  const notes: string[] = [];
  for (const name of names) {
    try {
      const metric = await metricOf(name, projectDir);
      if (measured.every((each) => isAsNoted(metric, each, truth))) metrics.push(metric);
      else notes.push(`\`${name}\` gives other values now than the runs noted: not tested`);
    } catch (error) {
      if (!(error instanceof MlxError)) throw error;
      notes.push(`\`${name}\` cannot be measured any more (${error.message}): not tested`);
    }
  }
  return { metrics, notes };
}

function isAsNoted(metric: Metric, { evaluation, judged }: Measured, truth: Truth): boolean {
  const noted = evaluation.metrics[metric.name]?.value ?? null;
  const { value: now } = metric.scorer(truth, judged.predictions, judged.options)();
  if (noted === null || now === null) return noted === now;
  return Math.abs(now - noted) <= rounding * Math.max(1, Math.abs(noted));
}

import type { MetricResult } from '../learning/metrics/evaluation/evaluation.js';
import { formatCount, formatNumber, formatQuantity } from '../ui/format.js';
import type { EvaluationReport } from './evaluation-report.js';

/** The outcome in a few words, and whether it is good news. */
export interface Outcome {
  readonly state: 'met' | 'missed' | 'open';
  readonly words: string;
}

/** Whether the contract holds: the first thing a report says. */
export function outcomeOf(report: EvaluationReport): Outcome {
  const { requirements } = report;
  const missed = requirements.filter(({ passed }) => !passed).length;
  const all = requirements.length;
  if (all === 0) return { state: 'open', words: openWords(report) };
  if (missed > 0) {
    const words =
      all === 1
        ? 'The requirement is missed'
        : `${formatCount(missed)} of ${formatQuantity(all, 'requirements')} missed`;
    return { state: 'missed', words };
  }
  return {
    state: 'met',
    words: metWords(all),
  };
}

/** The metric that matters most, or the first when the report names none that was measured. */
export function headlineOf({
  headline,
  evaluation,
}: EvaluationReport): { readonly name: string; readonly result: MetricResult } | undefined {
  const name = Object.hasOwn(evaluation.metrics, headline)
    ? headline
    : Object.keys(evaluation.metrics)[0];
  const result = name === undefined ? undefined : evaluation.metrics[name];
  return name === undefined || result === undefined ? undefined : { name, result };
}

/** How the metric stands to its baseline, with regard to chance. */
export function againstBaseline(result: MetricResult): string {
  if (result.value === null || result.baseline === null) return '';
  return `${standing(result)} guessing without a model (${formatNumber(result.baseline)})`;
}

function openWords(report: EvaluationReport): string {
  const result = headlineOf(report)?.result;
  if (result === undefined || result.value === null || result.baseline === null)
    return 'Measured, with no requirements to meet';
  return `${standing(result)} guessing, with no requirements to meet`;
}

function standing({ value, interval, baseline, direction }: MetricResult): string {
  const sign = direction === 'higher' ? 1 : -1;
  const ends = (interval ?? [value ?? 0, value ?? 0]).map((end) => sign * end);
  const known = sign * (baseline ?? 0);
  if (Math.min(...ends) > known) return 'Better than';
  return Math.max(...ends) < known ? 'Worse than' : 'Not clearly better than';
}

/** `0.8412 to 0.8675`, or nothing. */
export function intervalWords(interval: MetricResult['interval']): string {
  return interval === null ? '' : `${formatNumber(interval[0])} to ${formatNumber(interval[1])}`;
}

function metWords(all: number): string {
  if (all === 1) return 'The requirement is met';
  return all === 2 ? 'Both requirements are met' : `All ${formatCount(all)} requirements are met`;
}

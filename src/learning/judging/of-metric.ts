import { exactPercent } from '../../contracts/figure.js';
import type { MetricResult } from '../metrics/evaluation/evaluation.js';
import { checkScorable, type Metric } from '../metrics/metric.js';
import { type Certainty, intervalOf, type Judged } from './judged.js';
import { unmeasured, type Verdict } from './verdict.js';
import { type Bounds, boundedWords, boundWords, keeps } from './verdict-words.js';

/** A metric and its bounds. */
export interface MetricLine extends Bounds, Certainty {
  readonly metric: string;
}

/**
 * Whether a metric keeps to its bounds. Where it has to do so for sure, its interval is found anew at that level; otherwise the
 * evaluation's is shown.
 */
export async function judgeMetric(
  line: MetricLine,
  metric: Metric,
  judged: Judged & { readonly known?: MetricResult | undefined },
): Promise<Verdict> {
  const { sure } = line;
  const { truth, predictions, options, known } = judged;
  checkScorable(truth, predictions);
  const scorer = metric.scorer(truth, predictions, options);
  const score = scorer(truth.weights);
  if (score.value === null) return notMeasured(line, score.reason);
  const interval =
    sure === undefined && known !== undefined
      ? known.interval
      : await intervalOf(scorer, judged, line);
  return verdictOf(line, { value: score.value, interval });
}

/** The same of a score that was found before, such as over folds. */
export function verdictOf(
  line: MetricLine,
  {
    value,
    interval,
    where = '',
  }: Pick<MetricResult, 'interval'> & {
    readonly value: number;
    /** Where it was found, in words that follow the metric's name. */
    readonly where?: string;
  },
): Verdict {
  const { metric, sure } = line;
  const bounded = { ...boundsOf(line), value, interval, level: sure, sure: sure !== undefined };
  return {
    ...aboutOf(line, where),
    ...{ value, interval, passed: keeps(bounded) },
    explanation: `\`${metric}\`${where} is ${boundedWords(bounded)}`,
  };
}

/** That a metric has no value, and why. */
export function notMeasured(line: MetricLine, why: string): Verdict {
  return unmeasured(aboutOf(line), `\`${line.metric}\` could not be measured: ${why}`);
}

function aboutOf(line: MetricLine, where = ''): Pick<Verdict, 'wanted' | 'metric' | 'min' | 'max'> {
  const { metric, sure } = line;
  const wanted = `${metric}${where} ${boundWords(line)}${certaintyWords(sure)}`;
  return { wanted, metric, ...boundsOf(line) };
}

/** `, 95 % sure`. */
export function certaintyWords(sure: number | undefined): string {
  return sure === undefined ? '' : `, ${exactPercent(sure)} sure`;
}

/** The bounds that there are. */
export function boundsOf({ min, max }: Bounds): Pick<Verdict, 'min' | 'max'> {
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

import { gainOf, intervalOf, type Judged } from '../../learning/judging/judged.js';
import { judgeVersus } from '../../learning/judging/of-versus.js';
import { boundedWords, keeps } from '../../learning/judging/verdict-words.js';
import type { Metric } from '../../learning/metrics/metric.js';
import type { MetricLoss, VariantFacts } from './smaller-report.js';
import type { SmallerLine } from './smaller-settings.js';

/** A smaller model's word on some rows, and the full one's on the same. */
export interface Compared {
  readonly small: Judged;
  readonly full: Judged;
}

/** What a metric of the smaller model is, and what it loses; undefined where the metric has no value. */
export async function lossOf(
  metric: Metric,
  { small, full }: Compared,
): Promise<MetricLoss | undefined> {
  const ours = metric.scorer(small.truth, small.predictions, small.options);
  const theirs = metric.scorer(full.truth, full.predictions, full.options);
  const gain = gainOf(metric, theirs, ours);
  const [own, loss] = [ours(small.truth.weights), gain(small.truth.weights)];
  if (own.value === null || loss.value === null) return undefined;
  const interval = await intervalOf(gain, small, {});
  return { metric: metric.name, value: own.value, loss: 0 + loss.value, interval };
}

/** Why a smaller model does not keep a line of its requirements; undefined when it does. */
export async function missedBy(
  line: SmallerLine,
  {
    compared,
    metrics,
    facts,
    full,
    where,
  }: {
    readonly compared: Compared;
    readonly metrics: ReadonlyMap<string, Metric>;
    readonly facts: Pick<VariantFacts, 'bytes' | 'latency'>;
    readonly full: Pick<VariantFacts, 'bytes'>;
    /** `validation` or `test`. */
    readonly where: string;
  },
): Promise<string | undefined> {
  const { metric: name, max_loss, sure, size, latency } = line;
  if (name !== undefined) {
    const metric = metrics.get(name);
    if (metric === undefined) throw new Error(`${name} was not loaded`);
    const other = {
      title: 'the full model',
      predictions: compared.full.predictions,
      options: compared.full.options,
    };
    const versus = { metric: name, versus: 'full', max_loss, sure };
    const verdict = await judgeVersus(versus, metric, { judged: compared.small, other });
    return verdict.passed ? undefined : `On the ${where} split, ${verdict.explanation}`;
  }
  const bounds = [
    { name: 'size', value: facts.bytes, max: size?.max, of: ' bytes' },
    { name: 'size', value: facts.bytes / full.bytes, max: size?.max_ratio, of: shareOfFull },
    { name: 'latency', value: facts.latency, max: latency?.max_ratio, of: shareOfFull },
  ];
  for (const { name: what, value, max, of } of bounds) {
    if (max === undefined || keeps({ value, interval: null, max })) continue;
    const words = boundedWords({ value, interval: null, max });
    return `\`${what}\` is ${words.replace(',', `${of},`)}`;
  }
  return undefined;
}

const shareOfFull = ' of the full model’s';

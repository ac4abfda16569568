import type { Predictions } from '../../contracts/model.js';
import type { Metric, MetricOptions } from '../metrics/metric.js';
import { type Certainty, gainOf, intervalOf, type Judged } from './judged.js';
import { certaintyWords } from './of-metric.js';
import { unmeasured, type Verdict } from './verdict.js';
import { figureWords, keeps, rounded } from './verdict-words.js';

/** How much better a model has to be than another, or how much worse it may be. */
export interface VersusLine extends Certainty {
  readonly metric: string;
  readonly versus: string;
  readonly min_gain?: number | undefined;
  readonly max_loss?: number | undefined;
}

/** Another model's word on the same rows. */
export interface OtherModel {
  /** In words: `production (v3)`. */
  readonly title: string;
  readonly predictions: Predictions;
  readonly options: MetricOptions;
}

/** Whether a model is as much better than another as it has to be: both are judged on the same rows and the same resamples of them. */
export async function judgeVersus(
  line: VersusLine,
  metric: Metric,
  { judged, other }: { readonly judged: Judged; readonly other: OtherModel },
): Promise<Verdict> {
  const { truth, predictions, options } = judged;
  const ours = metric.scorer(truth, predictions, options);
  const theirs = metric.scorer(truth, other.predictions, other.options);
  const gain = gainOf(metric, ours, theirs);
  const [mine, their, score] = [ours(truth.weights), theirs(truth.weights), gain(truth.weights)];
  const about = { wanted: wantedVersus(line), metric: line.metric };
  if (score.value === null) {
    return unmeasured(about, `\`${line.metric}\` could not be measured: ${score.reason}`);
  }
  const interval = await intervalOf(gain, judged, line);
  const least = line.min_gain ?? -(line.max_loss ?? 0);
  const { sure } = line;
  const bounded = {
    ...{ value: score.value, interval, level: sure, sure: sure !== undefined, min: least },
  };
  const passed = keeps(bounded);
  const rows = truth.values.length;
  const [own, its] = [mine.value as number, their.value as number];
  return {
    ...about,
    ...{ value: own, interval, passed },
    explanation: `\`${line.metric}\` is ${rounded(own)}, and ${rounded(its)} for ${other.title} on the same rows: a gain of ${figureWords(bounded)}, ${passed ? 'as required' : 'and is required to be'} at least ${least}${sure === undefined ? '' : ' over the whole interval'}${doubtWords(bounded)}`,
    cases: {
      of: 'model',
      figures: [line.metric],
      list: [
        { name: 'this model', rows, values: [own], passed },
        { name: other.title, rows, values: [its] },
      ],
    },
  };
}

/** `roc_auc at most 0.005 worse than production, 95 % sure`. */
export function wantedVersus({
  metric,
  versus,
  min_gain: gain,
  max_loss: loss = 0,
  sure,
}: VersusLine): string {
  const how =
    gain === undefined
      ? loss === 0
        ? 'no worse than'
        : `at most ${loss} worse than`
      : `at least ${gain} better than`;
  return `${metric} ${how} ${versus}${certaintyWords(sure)}`;
}

function doubtWords({
  interval,
  min,
  sure,
}: {
  readonly interval: readonly [number, number] | null;
  readonly min: number;
  readonly sure: boolean;
}): string {
  if (interval === null || sure) return '';
  return interval[0] < min && interval[1] > min
    ? '; the interval reaches both sides of the limit'
    : '';
}

import type { Predictions } from '../../contracts/model.js';
import type { Metric, MetricOptions } from '../metrics/metric.js';
import { type Certainty, gainOf, intervalOf, type Judged } from './judged.js';
import { certaintyWords } from './of-metric.js';
import { unmeasured, type Verdict } from './verdict.js';
import { type Bounded, boundedWords, keeps, rounded } from './verdict-words.js';

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
  const bounded = boundedOf(line, { value: score.value, interval });
  const passed = keeps(bounded);
  const rows = truth.values.length;
  const [own, its] = [mine.value as number, their.value as number];
  return {
    ...about,
    ...{ value: own, interval, passed },
    explanation: `\`${line.metric}\` is ${rounded(own)}, and ${rounded(its)} for ${other.title} on the same rows: a ${line.min_gain === undefined ? 'loss' : 'gain'} of ${boundedWords(bounded)}`,
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

/** The gain, where one is required, or else the loss, which is the same the other way round. */
function boundedOf(
  { min_gain: gain, max_loss: loss = 0, sure }: VersusLine,
  { value, interval }: Pick<Bounded, 'value' | 'interval'>,
): Bounded {
  const how = { level: sure, sure: sure !== undefined };
  if (gain !== undefined) return { ...how, value, interval, min: gain };
  const turned = interval && ([0 - interval[1], 0 - interval[0]] as const);
  return { ...how, value: 0 - value, interval: turned, max: loss };
}

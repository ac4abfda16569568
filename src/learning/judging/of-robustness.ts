import type { Predictions } from '../../contracts/model.js';
import type { Interval } from '../metrics/evaluation/evaluation.js';
import type { Metric, Scorer, Truth } from '../metrics/metric.js';
import { type Certainty, gainOf, intervalOf, type Judged } from './judged.js';
import { certaintyWords } from './of-metric.js';
import { type Case, unmeasured, type Verdict } from './verdict.js';
import { type Bounded, boundedWords, keeps, rounded } from './verdict-words.js';

/** How much of a metric may be lost when rows are disturbed. */
export interface RobustnessLine extends Certainty {
  readonly metric: string;
  readonly max_loss: number;
}

/** What the model says of the same rows once they were disturbed. */
export interface Disturbed {
  /** In words: `noise of 0.1 sd`. */
  readonly title: string;
  readonly predictions: Predictions;
  /** What comes true then, where that changes too. */
  readonly truth?: Truth;
}

/** Whether a model loses no more than it may under any of the disturbances; the worst one decides. */
export async function judgeRobustness(
  line: RobustnessLine,
  metric: Metric,
  {
    judged,
    disturbed,
    how,
  }: {
    readonly judged: Judged;
    readonly disturbed: readonly Disturbed[];
    /** What is done to rows, in words. */
    readonly how: string;
  },
): Promise<Verdict> {
  const { truth, predictions, options } = judged;
  const about = {
    wanted: `${line.metric} at most ${line.max_loss} worse with ${how}${certaintyWords(line.sure)}`,
    metric: line.metric,
  };
  const calm = metric.scorer(truth, predictions, options);
  const before = calm(truth.weights);
  if (before.value === null) {
    return unmeasured(about, `\`${line.metric}\` could not be measured: ${before.reason}`);
  }
  const found: Lost[] = [];
  for (const one of disturbed) {
    const { title, predictions: said } = one;
    const odd = said.values.reduce((count, value) => count + Number(!Number.isFinite(value)), 0);
    if (odd > 0) {
      const why = `with ${title}, ${odd} of the ${said.values.length} predictions are no numbers`;
      return unmeasured(about, `\`${line.metric}\` could not be measured: ${why}`);
    }
    const lost = await lossOf(line, { judged, metric, calm, one });
    if (lost !== undefined) found.push({ ...lost, name: title, rows: truth.values.length });
  }
  const worst = found.toSorted((a, b) => b.decides - a.decides)[0];
  if (worst === undefined) {
    return unmeasured(about, `\`${line.metric}\` could not be measured on disturbed rows`);
  }
  const bounded = boundedLoss(line, worst);
  return {
    ...about,
    ...{ value: worst.values[1], interval: worst.interval, passed: keeps(bounded) },
    explanation: `\`${line.metric}\` is ${rounded(before.value)}, and ${rounded(worst.values[1])} with ${worst.name}${severalWords(found)}: a loss of ${boundedWords(bounded)}`,
    cases: {
      of: 'disturbance',
      figures: ['lost', line.metric],
      list: found.map(({ decides: _, ...each }) => each),
    },
  };
}

/** What a disturbance costs. */
interface Lost extends Case {
  /** What is lost, and what is left of the metric. */
  readonly values: readonly [number, number];
  readonly interval: Interval | null;
  /** What has to keep to the bound: the loss, or the end of its interval. */
  readonly decides: number;
}

async function lossOf(
  line: RobustnessLine,
  {
    judged,
    metric,
    calm,
    one,
  }: {
    readonly judged: Judged;
    readonly metric: Metric;
    readonly calm: Scorer;
    readonly one: Disturbed;
  },
): Promise<Omit<Lost, 'name' | 'rows'> | undefined> {
  const { options } = judged;
  const { truth = judged.truth, predictions: said } = one;
  const scorer = metric.scorer(truth, said, options);
  const loss = gainOf(metric, calm, scorer);
  const [after, lost] = [scorer(truth.weights), loss(truth.weights)];
  if (after.value === null || lost.value === null) return undefined;
  const interval = await intervalOf(loss, judged, line);
  const values = [lost.value, after.value] as const;
  const passed = keeps(boundedLoss(line, { values, interval }));
  const decides = line.sure === undefined ? lost.value : (interval?.[1] ?? Infinity);
  return { values, interval, passed, decides };
}

function boundedLoss(
  { max_loss: max, sure }: RobustnessLine,
  { values: [value], interval }: Pick<Lost, 'values' | 'interval'>,
): Bounded {
  return { value, interval, max, level: sure, sure: sure !== undefined };
}

function severalWords(found: readonly Lost[]): string {
  if (found.length < 2) return '';
  const missed = found.filter(({ passed }) => passed === false).length;
  return ` (the worst of ${found.length}${missed > 1 ? `; ${missed} lose too much` : ''})`;
}

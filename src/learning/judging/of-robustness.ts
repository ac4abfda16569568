import type { Predictions } from '../../contracts/model.js';
import type { Metric } from '../metrics/metric.js';
import { type Certainty, gainOf, intervalOf, type Judged } from './judged.js';
import { certaintyWords } from './of-metric.js';
import { type Case, unmeasured, type Verdict } from './verdict.js';
import { boundedWords, keeps, rounded } from './verdict-words.js';

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
  const found: (Case & { readonly loss: number })[] = [];
  const { sure } = line;
  for (const each of disturbed) {
    const scorer = metric.scorer(truth, each.predictions, options);
    const loss = gainOf(metric, calm, scorer);
    const [after, lost] = [scorer(truth.weights), loss(truth.weights)];
    if (after.value === null || lost.value === null) continue;
    const interval = await intervalOf(loss, judged, line);
    const bounded = { value: lost.value, interval, max: line.max_loss, sure: sure !== undefined };
    found.push({
      ...{ name: each.title, rows: truth.values.length, interval, passed: keeps(bounded) },
      values: [lost.value, after.value],
      loss: sure === undefined ? lost.value : (interval?.[1] ?? Infinity),
    });
  }
  const worst = found.toSorted((a, b) => b.loss - a.loss)[0];
  if (worst === undefined)
    return unmeasured(about, `\`${line.metric}\` could not be measured on disturbed rows`);
  const [lost, after] = worst.values as readonly [number, number];
  const bounded = {
    ...{ value: lost, interval: worst.interval ?? null, level: sure, sure: sure !== undefined },
    max: line.max_loss,
  };
  const passed = keeps(bounded);
  const missed = found.filter((each) => each.passed === false).length;
  const several =
    found.length > 1
      ? ` (the worst of ${found.length}${missed > 1 ? `; ${missed} lose too much` : ''})`
      : '';
  return {
    ...about,
    ...{ value: after, interval: worst.interval ?? null, passed },
    explanation: `\`${line.metric}\` is ${rounded(before.value)}, and ${rounded(after)} with ${worst.name}${several}: a loss of ${boundedWords(bounded)}`,
    cases: {
      of: 'disturbance',
      figures: ['lost', line.metric],
      list: found.map(({ loss: _, ...each }) => each),
    },
  };
}

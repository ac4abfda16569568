import type { Predictions } from '../../../contracts/model.js';
import { decisions } from '../confusion.js';
import type { MetricOptions, Truth } from '../metric.js';
import type { ScoreDetail } from './evaluation.js';
import { quantilesOf } from './quantiles.js';

const bins = 40;
const fractions = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1];

/** What a report shows of scores that there is no truth to hold against. */
export function scoreDetail(
  truth: Truth,
  predictions: Predictions,
  options: MetricOptions,
): ScoreDetail {
  const decided = decisions(truth, predictions, options);
  const rising = predictions.values.toSorted();
  return {
    kind: 'scores',
    flagged: decided.reduce((sum, each) => sum + each, 0),
    rows: predictions.rows,
    quantiles: quantilesOf(rising, fractions).map((value, at) => ({
      fraction: fractions[at] as number,
      value,
    })),
    histogram: histogramOf(rising),
  };
}

function histogramOf(rising: Float64Array): ScoreDetail['histogram'] {
  const from = rising[0] ?? 0;
  const to = rising.at(-1) ?? from;
  const width = (to - from) / bins;
  if (!(width > 0)) return { edges: [from, to], counts: [rising.length] };
  const counts = new Array<number>(bins).fill(0);
  for (const value of rising) {
    const bin = Math.min(bins - 1, Math.floor((value - from) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges: Array.from({ length: bins + 1 }, (_, at) => from + at * width), counts };
}

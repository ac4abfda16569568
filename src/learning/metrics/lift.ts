import { cumulate, rankingOf } from './ranking.js';
import { toldMetric } from './told-metric.js';
import { hitsAmongTop } from './top-rows.js';

/** How many times as many positives are among the rows that score highest as among as many drawn blindly. */
export const lift = toldMetric(
  {
    name: 'lift',
    title: 'lift in the top 10 %',
    tasks: ['binary', 'anomaly'],
    shownFor: [],
    direction: 'higher',
    range: [0, null],
  },
  {
    top: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1,
      default: 0.1,
      description: 'The share of the rows that is looked at',
    },
  },
  ({ top }) => ({
    title: `lift in the top ${Number((top * 100).toPrecision(12))} %`,
    scorer: (truth, predictions) => {
      const ranking = rankingOf(truth, predictions, 1);
      return (weights) => {
        const sums = cumulate(ranking, weights);
        const positives = sums.hits.at(-1) ?? 0;
        if (positives === 0) return { value: null, reason: 'no row is of the positive class' };
        const wanted = top * (positives + (sums.falseAlarms.at(-1) ?? 0));
        return { value: hitsAmongTop(sums, wanted) / (top * positives) };
      };
    },
  }),
);

import { cumulate, rankingOf } from './ranking.js';
import { toldMetric } from './told-metric.js';
import { hitsAmongTop } from './top-rows.js';

/**
 * Of the k rows that score highest, the share that are of the positive class; as many as there are of it unless told. Rows on
 * the edge with the same score count in part.
 */
export const precisionAtK = toldMetric(
  {
    name: 'precision_at_k',
    title: 'precision at k',
    tasks: ['anomaly', 'binary'],
    shownFor: ['anomaly'],
    direction: 'higher',
    range: [0, 1],
  },
  {
    k: {
      type: 'integer',
      minimum: 1,
      description: 'How many rows are looked at; as many as are positive unless told',
    },
  },
  ({ k }) => ({
    title: k === undefined ? 'precision at k' : `precision at ${k}`,
    scorer: (truth, predictions) => {
      const ranking = rankingOf(truth, predictions, 1);
      return (weights) => {
        const sums = cumulate(ranking, weights);
        const positives = sums.hits.at(-1) ?? 0;
        const total = positives + (sums.falseAlarms.at(-1) ?? 0);
        const wanted = Math.min(k ?? positives, total);
        if (positives === 0) return { value: null, reason: 'no row is of the positive class' };
        return { value: hitsAmongTop(sums, wanted) / wanted };
      };
    },
  }),
);

import type { Metric } from './metric.js';
import { cumulate, rankingOf } from './ranking.js';

/**
 * Of the rows that score highest, as many as there are anomalies, the share that are; rows on the edge with the same score
 * count in part.
 */
export const precisionAtK: Metric = {
  name: 'precision_at_k',
  title: 'precision at k',
  tasks: ['anomaly'],
  direction: 'higher',
  range: [0, 1],
  scorer(truth, predictions) {
    const ranking = rankingOf(truth, predictions, 1);
    return (weights) => {
      const { hits, falseAlarms } = cumulate(ranking, weights);
      const wanted = hits.at(-1) ?? 0;
      if (wanted === 0) return { value: null, reason: 'no row is an anomaly' };
      let [hit, taken] = [0, 0];
      for (let group = 0; group < hits.length; group++) {
        const reached = (hits[group] as number) + (falseAlarms[group] as number);
        if (reached < wanted) {
          [hit, taken] = [hits[group] as number, reached];
          continue;
        }
        const share = (wanted - taken) / (reached - taken);
        return { value: (hit + share * ((hits[group] as number) - hit)) / wanted };
      }
      return { value: hit / wanted };
    };
  },
};

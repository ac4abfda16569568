import type { Metric } from './metric.js';
import { cumulate, rankingOf } from './ranking.js';

/** Kolmogorov–Smirnov: the most by which recall exceeds the rate of false alarms at any threshold. */
export const ks: Metric = {
  name: 'ks',
  title: 'Kolmogorov–Smirnov',
  tasks: ['binary', 'anomaly'],
  shownFor: [],
  direction: 'higher',
  range: [0, 1],
  scorer(truth, predictions) {
    const ranking = rankingOf(truth, predictions, 1);
    return (weights) => {
      const { hits, falseAlarms } = cumulate(ranking, weights);
      const [positives, negatives] = [hits.at(-1) ?? 0, falseAlarms.at(-1) ?? 0];
      if (positives === 0 || negatives === 0) {
        return { value: null, reason: 'only one class is present in the rows' };
      }
      let most = 0;
      for (let group = 0; group < hits.length; group++) {
        const apart =
          (hits[group] as number) / positives - (falseAlarms[group] as number) / negatives;
        most = Math.max(most, apart);
      }
      return { value: most };
    };
  },
};

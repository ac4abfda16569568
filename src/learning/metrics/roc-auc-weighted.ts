import type { Metric } from './metric.js';
import { classWeight, rankingOf, rocArea } from './ranking.js';

/** One class against the rest, each counted by the rows it has. */
export const rocAucWeighted: Metric = {
  name: 'roc_auc_weighted',
  title: 'ROC AUC, one against the rest, weighted',
  tasks: ['multiclass'],
  shownFor: [],
  direction: 'higher',
  range: [0, 1],
  scorer(truth, predictions) {
    const { classes } = truth.task;
    const rankings = classes.map((_, index) => rankingOf(truth, predictions, index));
    return (weights) => {
      let [sum, counted] = [0, 0];
      for (const [index, ranking] of rankings.entries()) {
        const counts = classWeight(truth, index, weights);
        if (counts === 0) continue;
        const area = rocArea(ranking, weights);
        if (Number.isNaN(area)) {
          return { value: null, reason: 'only one class is present in the rows' };
        }
        sum += counts * area;
        counted += counts;
      }
      return { value: sum / counted };
    };
  },
};

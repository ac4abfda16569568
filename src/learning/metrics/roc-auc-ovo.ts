import type { Metric, Truth } from './metric.js';
import { classWeight, type Ranking, rankingOf, rocArea } from './ranking.js';

/**
 * Each class against each other, as Hand and Till, "A simple generalisation of the area under the ROC curve", 2001: every pair
 * counts the same, or by the rows it has; classes that are absent have no pairs.
 */
export const rocAucOvo: readonly Metric[] = (['macro', 'weighted'] as const).map((average) => ({
  name: average === 'macro' ? 'roc_auc_ovo' : 'roc_auc_ovo_weighted',
  title: average === 'macro' ? 'ROC AUC, one against one' : 'ROC AUC, one against one, weighted',
  tasks: ['multiclass'],
  shownFor: [],
  direction: 'higher',
  range: [0, 1],
  scorer(truth, predictions) {
    const { classes } = truth.task;
    const rankings = classes.map((_, index) => rankingOf(truth, predictions, index));
    return (weights) => {
      const supports = classes.map((_, index) => classWeight(truth, index, weights));
      const present = [...supports.keys()].filter((index) => (supports[index] as number) > 0);
      if (present.length < 2)
        return { value: null, reason: 'only one class is present in the rows' };
      let [sum, counted] = [0, 0];
      for (const [at, one] of present.entries()) {
        for (const other of present.slice(0, at)) {
          const pair = weightsOfPair(truth, [one, other], weights);
          const areas = [one, other].map((index) => rocArea(rankings[index] as Ranking, pair));
          const rows = (supports[one] as number) + (supports[other] as number);
          const counts = average === 'macro' ? 1 : rows;
          sum += (counts * ((areas[0] as number) + (areas[1] as number))) / 2;
          counted += counts;
        }
      }
      return { value: sum / counted };
    };
  },
}));

/** The weights of the rows of two classes; no other counts. */
function weightsOfPair(
  { values }: Truth,
  [one, other]: readonly [number, number],
  weights: Float64Array | undefined,
): Float64Array {
  return values.map((value, row) =>
    value === one || value === other ? (weights === undefined ? 1 : (weights[row] as number)) : 0,
  );
}

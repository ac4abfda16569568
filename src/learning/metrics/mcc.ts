import { noRows } from './averages.js';
import { type Confusion, classCounts, confusionScorer } from './confusion.js';
import type { Metric, Score } from './metric.js';

/**
 * Correlation between true and predicted class; 0 when either never varies. For several classes Gorodkin's R_K:
 * "Comparing two K-category assignments by a K-category correlation coefficient", 2004.
 */
export const mcc: Metric = {
  name: 'mcc',
  title: 'Matthews correlation',
  tasks: ['binary', 'multiclass'],
  direction: 'higher',
  range: [-1, 1],
  scorer: confusionScorer(correlation),
};

function correlation(confusion: Confusion): Score {
  let [total, hits, joint, truthSquares, predictedSquares] = [0, 0, 0, 0, 0];
  for (const counts of classCounts(confusion)) {
    total += counts.support;
    hits += counts.hits;
    joint += counts.support * counts.predicted;
    truthSquares += counts.support ** 2;
    predictedSquares += counts.predicted ** 2;
  }
  if (total === 0) return noRows;
  const spread = (total ** 2 - truthSquares) * (total ** 2 - predictedSquares);
  return { value: spread <= 0 ? 0 : (hits * total - joint) / Math.sqrt(spread) };
}

import { noRows } from './averages.js';
import { classCounts, confusionScorer, f1Of } from './confusion.js';
import type { Metric } from './metric.js';

/** Mean F1 over classes, each counted by how many rows it has. */
export const f1Weighted: Metric = {
  name: 'f1_weighted',
  title: 'F1, weighted by class size',
  tasks: ['binary', 'multiclass'],
  direction: 'higher',
  range: [0, 1],
  scorer: confusionScorer((confusion) => {
    const counts = classCounts(confusion);
    const total = counts.reduce((sum, { support }) => sum + support, 0);
    if (total === 0) return noRows;
    return { value: counts.reduce((sum, each) => sum + each.support * f1Of(each), 0) / total };
  }),
};

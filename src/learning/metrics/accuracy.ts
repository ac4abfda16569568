import { noRows } from './averages.js';
import { classCounts, confusionScorer } from './confusion.js';
import type { Metric } from './metric.js';

/** Share of the rows whose class is predicted. */
export const accuracy: Metric = {
  name: 'accuracy',
  title: 'accuracy',
  tasks: ['binary', 'multiclass'],
  direction: 'higher',
  range: [0, 1],
  scorer: confusionScorer((confusion) => {
    const counts = classCounts(confusion);
    const total = counts.reduce((sum, { support }) => sum + support, 0);
    if (total === 0) return noRows;
    return { value: counts.reduce((sum, { hits }) => sum + hits, 0) / total, of: [total] };
  }),
};

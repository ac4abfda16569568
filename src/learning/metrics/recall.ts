import { confusionScorer, positiveOrMacro, recallOf } from './confusion.js';
import type { Metric } from './metric.js';

/** Of the rows of a class, the share predicted as it: the positive class, or the mean over classes. */
export const recall: Metric = {
  name: 'recall',
  title: 'recall',
  tasks: ['binary', 'multiclass', 'anomaly'],
  direction: 'higher',
  range: [0, 1],
  scorer: confusionScorer((confusion) => positiveOrMacro(confusion, recallOf)),
};

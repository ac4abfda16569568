import { confusionScorer, positiveOrMacro, precisionOf } from './confusion.js';
import type { Metric } from './metric.js';

/** Of the rows predicted as a class, the share that is of it: the positive class, or the mean over classes. */
export const precision: Metric = {
  name: 'precision',
  title: 'precision',
  tasks: ['binary', 'multiclass', 'anomaly'],
  direction: 'higher',
  range: [0, 1],
  scorer: confusionScorer((confusion) => positiveOrMacro(confusion, precisionOf)),
};

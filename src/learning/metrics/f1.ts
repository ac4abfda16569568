import { confusionScorer, f1Of, positiveOrMacro } from './confusion.js';
import type { Metric } from './metric.js';

/** Harmonic mean of precision and recall: of the positive class, or its mean over classes. */
export const f1: Metric = {
  name: 'f1',
  title: 'F1',
  tasks: ['binary', 'multiclass', 'anomaly'],
  direction: 'higher',
  range: [0, 1],
  scorer: confusionScorer((confusion) => positiveOrMacro(confusion, f1Of)),
};

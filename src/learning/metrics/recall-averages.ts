import { type Average, averaged, confusionScorer, recallOf } from './confusion.js';
import type { Metric } from './metric.js';

/** Recall over all classes, whichever way they are averaged: `recall_micro` and its like. */
export const recallAverages: readonly Metric[] = (
  [
    ['micro', 'over all rows together'],
    ['macro', 'mean over classes'],
    ['weighted', 'weighted by class size'],
  ] as const
).map(([average, how]: readonly [Average, string]) => ({
  name: `recall_${average}`,
  title: `recall, ${how}`,
  tasks: ['binary', 'multiclass'],
  shownFor: [],
  direction: 'higher',
  range: [0, 1],
  scorer: confusionScorer((confusion) => averaged(confusion, recallOf, average)),
}));

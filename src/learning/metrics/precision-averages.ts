import { type Average, averaged, confusionScorer, precisionOf } from './confusion.js';
import type { Metric } from './metric.js';

/** Precision over all classes, whichever way they are averaged: `precision_micro` and its like. */
export const precisionAverages: readonly Metric[] = (
  [
    ['micro', 'over all rows together'],
    ['macro', 'mean over classes'],
    ['weighted', 'weighted by class size'],
  ] as const
).map(([average, how]: readonly [Average, string]) => ({
  name: `precision_${average}`,
  title: `precision, ${how}`,
  tasks: ['binary', 'multiclass'],
  shownFor: [],
  direction: 'higher',
  range: [0, 1],
  scorer: confusionScorer((confusion) => averaged(confusion, precisionOf, average)),
}));

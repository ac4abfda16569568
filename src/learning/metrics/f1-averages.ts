import { type Average, averaged, confusionScorer, f1Of } from './confusion.js';
import type { Metric } from './metric.js';

/** F1 over all classes, whichever way they are averaged: `f1_micro` and its like. */
export const f1Averages: readonly Metric[] = (
  [
    ['micro', 'over all rows together'],
    ['macro', 'mean over classes'],
    ['weighted', 'weighted by class size'],
  ] as const
).map(([average, how]: readonly [Average, string]) => ({
  name: `f1_${average}`,
  title: `F1, ${how}`,
  tasks: ['binary', 'multiclass'],
  shownFor: average === 'weighted' ? ['binary', 'multiclass'] : [],
  direction: 'higher',
  range: [0, 1],
  scorer: confusionScorer((confusion) => averaged(confusion, f1Of, average)),
}));

import { noRows } from './averages.js';
import { classCounts, confusionScorer, recallOf } from './confusion.js';
import type { Metric } from './metric.js';

/** Mean recall of the classes that are present. */
export const balancedAccuracy: Metric = {
  name: 'balanced_accuracy',
  title: 'balanced accuracy',
  tasks: ['binary', 'multiclass'],
  direction: 'higher',
  range: [0, 1],
  scorer: confusionScorer((confusion) => {
    const present = classCounts(confusion).filter(({ support }) => support > 0);
    if (present.length === 0) return noRows;
    const value = present.reduce((sum, each) => sum + recallOf(each), 0) / present.length;
    return { value, of: present.map(({ support }) => support) };
  }),
};

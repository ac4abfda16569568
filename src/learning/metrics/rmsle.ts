import { logErrors, meanScorer } from './averages.js';
import type { Metric } from './metric.js';

/** Root of the mean squared error of ln(1 + value). Without a value when any is -1 or less. */
export const rmsle: Metric = {
  name: 'rmsle',
  title: 'root mean squared logarithmic error',
  tasks: ['regression', 'forecast'],
  shownFor: [],
  direction: 'lower',
  range: [0, null],
  scorer: ({ values }, { values: given }) => {
    const errors = logErrors(values, given);
    if (errors !== undefined) return meanScorer(errors, Math.sqrt);
    return () => ({
      value: null,
      reason: 'a value is -1 or less, which has no logarithm of 1 + value',
    });
  },
};

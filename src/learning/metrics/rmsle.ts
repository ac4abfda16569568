import { logErrorScorer } from './averages.js';
import type { Metric } from './metric.js';

/** Root of the mean squared error of ln(1 + value). Without a value when any is -1 or less. */
export const rmsle: Metric = {
  name: 'rmsle',
  title: 'root mean squared logarithmic error',
  tasks: ['regression', 'forecast'],
  shownFor: [],
  direction: 'lower',
  range: [0, null],
  scorer: ({ values }, { values: given }) => logErrorScorer(values, given, Math.sqrt),
};

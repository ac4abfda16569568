import { logErrorScorer } from './averages.js';
import type { Metric } from './metric.js';

/** Mean squared error of ln(1 + value): what counts is by which factor a prediction is off. Without a value when any is -1 or less. */
export const msle: Metric = {
  name: 'msle',
  title: 'mean squared logarithmic error',
  tasks: ['regression', 'forecast'],
  shownFor: [],
  direction: 'lower',
  range: [0, null],
  scorer: ({ values }, { values: given }) => logErrorScorer(values, given),
};

import { decide } from '../../contracts/decision.js';
import { meanScorer, perRow } from './averages.js';
import type { Metric } from './metric.js';

/** The share of the rows that is flagged as odd: how many somebody has to look at. Needs no labels. */
export const flaggedShare: Metric = {
  name: 'flagged_share',
  title: 'share of rows flagged',
  tasks: ['anomaly'],
  direction: 'lower',
  range: [0, 1],
  needsNoTruth: true,
  scorer: ({ task }, { rows, values }, options) =>
    meanScorer(perRow(rows, (row) => decide(task, [values[row] as number], options))),
};

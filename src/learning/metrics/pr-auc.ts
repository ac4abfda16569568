import type { Metric } from './metric.js';
import { averagePrecision, rankingScorer } from './ranking.js';

/** Average precision of the positive class; for several classes one against the rest, averaged. */
export const prAuc: Metric = {
  name: 'pr_auc',
  title: 'average precision',
  tasks: ['binary', 'multiclass', 'anomaly'],
  direction: 'higher',
  range: [0, 1],
  scorer: rankingScorer(averagePrecision),
};

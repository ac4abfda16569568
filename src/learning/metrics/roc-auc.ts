import type { Metric } from './metric.js';
import { rankingScorer, rocArea } from './ranking.js';

/** Chance that a row of the class is ranked above one that is not; for several classes one against the rest, averaged. */
export const rocAuc: Metric = {
  name: 'roc_auc',
  title: 'ROC AUC',
  tasks: ['binary', 'multiclass', 'anomaly'],
  direction: 'higher',
  range: [0, 1],
  scorer: rankingScorer(rocArea),
};

import { isLabelled, type Task } from '../../contracts/task.js';
import { accuracy } from './accuracy.js';
import { balancedAccuracy } from './balanced-accuracy.js';
import { brier } from './brier.js';
import { coverage } from './coverage.js';
import { ece } from './ece.js';
import { explainedVariance } from './explained-variance.js';
import { f1 } from './f1.js';
import { f1Averages } from './f1-averages.js';
import { fbeta } from './fbeta.js';
import { flaggedShare } from './flagged-share.js';
import { kappa } from './kappa.js';
import { ks } from './ks.js';
import { lift } from './lift.js';
import { logLoss } from './log-loss.js';
import { mae } from './mae.js';
import { mape } from './mape.js';
import { mase } from './mase.js';
import { mcc } from './mcc.js';
import { meanCost } from './mean-cost.js';
import { medianAbsoluteError } from './median-absolute-error.js';
import type { Metric } from './metric.js';
import { Metrics } from './metric-names.js';
import { mse } from './mse.js';
import { msle } from './msle.js';
import { pinball } from './pinball.js';
import { prAuc } from './pr-auc.js';
import { precision } from './precision.js';
import { precisionAtK } from './precision-at-k.js';
import { precisionAverages } from './precision-averages.js';
import { r2 } from './r2.js';
import { recall } from './recall.js';
import { recallAverages } from './recall-averages.js';
import { rmse } from './rmse.js';
import { rmsle } from './rmsle.js';
import { rmsse } from './rmsse.js';
import { rocAuc } from './roc-auc.js';
import { rocAucOvo } from './roc-auc-ovo.js';
import { rocAucWeighted } from './roc-auc-weighted.js';
import { smape } from './smape.js';
import { standardMse } from './standard-mse.js';
import { topKAccuracy } from './top-k-accuracy.js';

/** To add a metric: write its file, add its line. */
export const metrics = new Metrics([
  rocAuc,
  prAuc,
  accuracy,
  balancedAccuracy,
  precisionAtK,
  flaggedShare,
  precision,
  recall,
  f1,
  ...f1Averages,
  mcc,
  logLoss,
  brier,
  mase,
  rmsse,
  smape,
  rmse,
  mse,
  mae,
  medianAbsoluteError,
  mape,
  r2,
  explainedVariance,
  standardMse,
  coverage,
  ...precisionAverages,
  ...recallAverages,
  fbeta,
  kappa,
  topKAccuracy,
  rocAucWeighted,
  ...rocAucOvo,
  lift,
  ks,
  ece,
  meanCost,
  msle,
  rmsle,
  pinball,
]);

/** The metrics that are shown of a task unasked, in that order. */
export function metricsFor(task: Pick<Task, 'kind' | 'classes'>): readonly Metric[] {
  return [...metrics].filter(
    ({ tasks, shownFor = tasks, needsNoTruth }) =>
      shownFor.includes(task.kind) && (isLabelled(task) || needsNoTruth === true),
  );
}

/** Every metric that a task can be judged by. */
export function metricsAbleTo({ kind }: Pick<Task, 'kind'>): readonly Metric[] {
  return [...metrics].filter(({ tasks }) => tasks.includes(kind));
}

/** The metric that chooses between models when the project names none. */
export function defaultMetric(task: Pick<Task, 'kind' | 'classes'>): Metric {
  if (!isLabelled(task)) return flaggedShare;
  const names = {
    binary: 'roc_auc',
    multiclass: 'log_loss',
    regression: 'rmse',
    anomaly: 'roc_auc',
    forecast: 'mase',
  } as const;
  return metrics.get(names[task.kind]);
}

import type { Task } from '../../contracts/task.js';
import { Registry } from '../../registry.js';
import { accuracy } from './accuracy.js';
import { balancedAccuracy } from './balanced-accuracy.js';
import { brier } from './brier.js';
import { coverage } from './coverage.js';
import { explainedVariance } from './explained-variance.js';
import { f1 } from './f1.js';
import { f1Weighted } from './f1-weighted.js';
import { logLoss } from './log-loss.js';
import { mae } from './mae.js';
import { mape } from './mape.js';
import { mase } from './mase.js';
import { mcc } from './mcc.js';
import { medianAbsoluteError } from './median-absolute-error.js';
import type { Metric } from './metric.js';
import { mse } from './mse.js';
import { prAuc } from './pr-auc.js';
import { precision } from './precision.js';
import { precisionAtK } from './precision-at-k.js';
import { r2 } from './r2.js';
import { recall } from './recall.js';
import { rmse } from './rmse.js';
import { rmsse } from './rmsse.js';
import { rocAuc } from './roc-auc.js';
import { smape } from './smape.js';
import { standardMse } from './standard-mse.js';

/** To add a metric: write its file, add its line. */
export const metrics = new Registry<Metric>('metric', [
  rocAuc,
  prAuc,
  accuracy,
  balancedAccuracy,
  precisionAtK,
  precision,
  recall,
  f1,
  f1Weighted,
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
]);

/** The metrics a task has, in the order they are shown. */
export function metricsFor({ kind }: Pick<Task, 'kind'>): readonly Metric[] {
  return [...metrics].filter(({ tasks }) => tasks.includes(kind));
}

/** The metric that chooses between models when the project names none. */
export function defaultMetric({ kind }: Pick<Task, 'kind'>): Metric {
  const names = {
    binary: 'roc_auc',
    multiclass: 'log_loss',
    regression: 'rmse',
    anomaly: 'roc_auc',
    forecast: 'mase',
  } as const;
  return metrics.get(names[kind]);
}

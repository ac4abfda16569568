/** What other tools call things, with the name they have here; in a name that is allowed, first come, first served. */
const words: Readonly<Record<string, readonly string[]>> = {
  category: ['string', 'str', 'varchar', 'object', 'categorical', 'enum'],
  number: ['float', 'double', 'decimal', 'numeric', 'real'],
  integer: ['int', 'bigint', 'int64'],
  boolean: ['bool'],
  timestamp: ['date', 'datetime', 'time'],
  classification: ['binary', 'multiclass', 'classifier'],
  forecast: ['timeseries', 'time-series', 'time_series'],
  anomaly: ['outlier', 'outliers', 'novelty'],
  linear: ['logistic', 'logistic-regression', 'linear-regression', 'ridge', 'lasso', 'elasticnet'],
  'gradient-boosting': ['xgboost', 'lightgbm', 'catboost', 'gbm', 'gbdt', 'boosting', 'trees'],
  'random-forest': ['rf', 'forest'],
  mlp: ['neural-network', 'network', 'net', 'nn', 'dense'],
  'nearest-neighbours': ['knn', 'neighbours', 'neighbors'],
  'image-cnn': ['cnn', 'resnet'],
  'exponential-smoothing': ['ets', 'holt-winters', 'arima', 'prophet'],
  roc_auc: ['auc', 'roc'],
  pr_auc: ['average_precision', 'ap', 'aucpr'],
  mse: ['mean_squared_error', 'l2'],
  rmse: ['root_mean_squared_error'],
  mae: ['mean_absolute_error', 'l1'],
  r2: ['r_squared', 'rsquared'],
  tfidf: ['tf-idf', 'bag-of-words'],
  'one-hot': ['onehot', 'dummies', 'dummy'],
  standard: ['zscore', 'z-score', 'standardise', 'standardize'],
};

const known = new Map(
  Object.entries(words).flatMap(([name, others]) => others.map((other) => [other, name] as const)),
);

/** The allowed name for what another tool calls `word`, such as `number` for `float`; undefined when there is none. */
export function nameHere(word: string, allowed: readonly string[]): string | undefined {
  const name = known.get(word.toLowerCase());
  return name !== undefined && allowed.includes(name) ? name : undefined;
}

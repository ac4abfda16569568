/**
 * What scikit-learn, LightGBM, XGBoost, Keras, Optuna and others call things, by the name they have here. Where a word has several names, the
 * first that is allowed is meant.
 */
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
  // Settings.
  candidates: ['models', 'estimators', 'algorithms'],
  budget: ['time_budget', 'time_limit', 'timeout', 'max_time', 'max_runtime'],
  minutes: ['time', 'seconds', 'hours', 'duration'],
  usd: ['money', 'dollars', 'cost', 'eur'],
  imbalance: ['resample', 'resampling', 'sampling', 'oversample', 'undersample', 'smote'],
  parallel: ['n_jobs', 'jobs', 'num_workers', 'workers'],
  trials: ['n_trials', 'num_trials', 'num_samples'],
  sampler: ['search_alg', 'searcher', 'optimizer'],
  threads: ['n_jobs', 'num_threads', 'nthread'],
  trees: ['n_estimators', 'num_trees', 'num_iterations', 'num_boost_round', 'iterations', 'rounds'],
  learning_rate: ['lr', 'eta', 'learning_rate_init', 'shrinkage'],
  leaves: ['num_leaves', 'max_leaves', 'max_leaf_nodes'],
  depth: ['max_depth'],
  max_depth: ['depth'],
  min_rows: ['min_data_in_leaf', 'min_child_samples', 'min_samples_leaf'],
  min_leaf: ['min_samples_leaf', 'min_data_in_leaf', 'min_node_size'],
  min_hessian: ['min_child_weight', 'min_sum_hessian_in_leaf'],
  min_gain: ['min_gain_to_split', 'min_split_gain', 'gamma'],
  max_step: ['max_delta_step'],
  row_share: ['subsample', 'bagging_fraction'],
  column_share: ['colsample_bytree', 'feature_fraction'],
  sample: ['max_samples'],
  max_features: ['mtry'],
  bins: ['max_bin', 'max_bins'],
  l1: ['reg_alpha', 'lambda_l1'],
  l2: ['reg_lambda', 'lambda_l2', 'alpha', 'penalty'],
  class_weight: ['scale_pos_weight', 'is_unbalance'],
  early_stopping: ['patience', 'early_stopping_rounds', 'early_stop', 'n_iter_no_change'],
  neighbours: ['n_neighbors', 'k', 'neighbors'],
  layers: ['hidden_layer_sizes', 'hidden_layers', 'hidden', 'units'],
  max_iterations: ['max_iter'],
  epochs: ['max_iter', 'max_epochs', 'num_epochs', 'n_epochs'],
  optimizer: ['solver', 'optimiser'],
  weight_decay: ['alpha', 'decay'],
  clip_norm: ['gradient_clipping', 'max_grad_norm', 'clip'],
  schedule: ['lr_schedule', 'scheduler', 'lr_scheduler'],
  objective: ['loss', 'criterion'],
  folds: ['cv', 'n_splits', 'k_folds'],
  test: ['test_size', 'test_split', 'holdout'],
  validation: ['val', 'val_size', 'valid', 'dev'],
  stratified: ['stratify'],
};

const known = new Map<string, string[]>();
for (const [name, others] of Object.entries(words)) {
  for (const other of others) known.set(other, [...(known.get(other) ?? []), name]);
}

/** The allowed name for what another tool calls `word`, such as `number` for `float`; undefined when there is none. */
export function nameHere(word: string, allowed: readonly string[]): string | undefined {
  return known.get(word.toLowerCase())?.find((name) => allowed.includes(name));
}

/** Data sets, each as what stands in `mlx.yaml` beside the model. JSON is YAML. */
export const sets = {
  penguins: {
    task: { type: 'classification', target: 'species' },
    ingest: { path: 'tabular/penguins/penguins.csv' },
  },
  autompg: {
    task: { type: 'regression', target: 'mpg' },
    ingest: { path: 'tabular/autompg/mpg.csv' },
  },
  telco: {
    task: { type: 'classification', target: 'Churn', positive: 'Yes' },
    ingest: {
      path: 'tabular/telco/Telco-Customer-Churn.csv.gz',
      columns: { customerID: 'id' },
    },
    sample: 1500,
  },
  sms: {
    task: { type: 'classification', target: 'v1', positive: 'spam' },
    ingest: {
      path: 'text/sms/spam.csv.gz',
      columns: {
        ...{ v1: 'category', v2: 'text' },
        ...Object.fromEntries([3, 4, 5].map((at) => [`column_${at}`, 'ignore'])),
      },
    },
    sample: 1000,
  },
  mnist: {
    task: { type: 'classification', target: 'label' },
    ingest: {
      sources: {
        rows: {
          type: 'idx',
          path: 'images/mnist/t10k-images-idx3-ubyte.gz',
          labels: 'images/mnist/t10k-labels-idx1-ubyte.gz',
        },
      },
    },
    sample: 600,
  },
  odd: {
    task: { type: 'anomaly', target: 'Churn', positive: 'Yes' },
    ingest: {
      path: 'tabular/telco/Telco-Customer-Churn.csv.gz',
      columns: { customerID: 'id' },
    },
    sample: 1500,
  },
  passengers: {
    task: { type: 'forecast', target: 'Passengers', time: 'Month', horizon: 6 },
    ingest: { path: 'timeseries/airline-passengers.csv' },
  },
};

/** Weak, so that what is made of them is better and is the one that is packaged. */
const weak = {
  few: { model: 'random-forest', trees: 1 },
  timid: { model: 'linear', l2: 10000 },
};
const wild = { wild: { model: 'extra-trees', trees: 1 }, timid: weak.timid };
const slow = { slow: { model: 'gradient-boosting', trees: 1 }, timid: weak.timid };

const families = (set, names, params = {}) =>
  names.map((model) => ({
    set,
    family: model,
    train: { candidates: { it: { model, ...params } } },
  }));

const variant = (set, family, it, rest = {}, others = {}) => ({
  ...{ set, family },
  train: { candidates: { ...others, it }, ...rest },
});

const codes = (columns) => Object.fromEntries(columns.map((name) => [name, { encode: 'codes' }]));

const scales = {
  horsepower: { scale: 'yeo-johnson' },
  weight: { scale: 'robust' },
  displacement: { scale: 'log' },
  acceleration: { scale: 'min-max', outliers: 'clip' },
};

const supervised = ['linear', 'mlp', 'gradient-boosting', 'random-forest', 'extra-trees'];

/** Every family, with what changes how it is written: calibration, costs, encoders. */
export const cases = [
  ...families('penguins', [
    ...supervised,
    'adaboost',
    'naive-bayes',
    'nearest-neighbours',
    'baseline',
  ]),
  variant('penguins', 'voting', { model: 'voting', of: ['few', 'timid'] }, {}, weak),
  variant(
    'penguins',
    'linear, costs',
    { model: 'linear' },
    {
      threshold: {
        costs: {
          Adelie: { Gentoo: 5, Chinstrap: 1 },
          Gentoo: { Adelie: 1 },
          Chinstrap: { Adelie: 3 },
        },
      },
    },
  ),
  variant('penguins', 'linear, isotonic', { model: 'linear' }, { calibrate: 'isotonic' }),
  ...families('autompg', [...supervised, 'nearest-neighbours', 'baseline']),
  variant('autompg', 'linear, counts', { model: 'linear', objective: 'poisson' }),
  variant('autompg', 'nearest-neighbours, by distance', {
    ...{ model: 'nearest-neighbours', weights: 'distance', metric: 'manhattan' },
  }),
  variant('autompg', 'bagging', { model: 'bagging', of: 'wild', copies: 5 }, {}, wild),
  variant('autompg', 'stacking', { model: 'stacking', of: ['slow', 'timid'], folds: 5 }, {}, slow),
  ...families('telco', [...supervised, 'adaboost', 'naive-bayes']),
  variant(
    'telco',
    'gradient-boosting, platt, threshold',
    { model: 'gradient-boosting' },
    {
      ...{ calibrate: 'platt', threshold: { metric: 'f1' } },
    },
  ),
  variant(
    'telco',
    'gradient-boosting, isotonic',
    { model: 'gradient-boosting' },
    { calibrate: 'isotonic' },
  ),
  {
    ...variant('telco', 'mlp, embeddings', { model: 'mlp' }),
    features: codes(['gender', 'Contract', 'PaymentMethod']),
  },
  {
    ...variant('telco', 'linear, target and frequency', { model: 'linear' }),
    features: { PaymentMethod: { encode: ['target', 'frequency'] } },
  },
  { ...variant('autompg', 'linear, other scales', { model: 'linear' }), features: scales },
  variant('telco', 'stacking', { model: 'stacking', of: ['slow', 'timid'], folds: 5 }, {}, slow),
  ...families('sms', ['linear', 'naive-bayes']),
  ...families('sms', ['text-network'], { epochs: 3 }),
  variant('sms', 'text-network, gru', { model: 'text-network', body: 'gru', epochs: 1 }),
  ...families('mnist', ['image-cnn'], { epochs: 1 }),
  ...families('odd', [
    'isolation-forest',
    'local-outlier-factor',
    'one-class-svm',
    'kmeans-distance',
    'dbscan-distance',
    'autoencoder',
  ]),
  ...families('passengers', [
    'seasonal-naive',
    'exponential-smoothing',
    'window-linear',
    'lag-boosting',
  ]),
  ...families('passengers', ['gru'], { epochs: 2 }),
];

/** The project of a case: paths become those below the data folder. */
export function projectOf({ set, train, features }, data) {
  const { task, ingest } = sets[set];
  return {
    ...{ version: 1, name: set, seed: 1, task, train },
    ingest: below(ingest, data),
    ...(features && { features }),
  };
}

function below(ingest, data) {
  return JSON.parse(JSON.stringify(ingest), (key, value) =>
    (key === 'path' || key === 'labels') && typeof value === 'string' ? `${data}/${value}` : value,
  );
}

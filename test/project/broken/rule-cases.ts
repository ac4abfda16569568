import { type BrokenCase, project } from './broken-case.js';

const forecast = '{ type: forecast, target: monthly, horizon: 12, time: tenure }';
const regression = '{ type: regression, target: monthly }';

/** Settings that are each fine but do not go together, and names of things there are not. */
export const ruleCases: readonly BrokenCase[] = [
  {
    name: 'a model there is not',
    files: project({ train: 'lienar' }),
    exit: 3,
    finds: ['mlx.yaml:3:8 project/not-allowed'],
    says: ['Did you mean `linear`?'],
  },
  {
    name: 'a metric there is not',
    files: project({ requirements: '\n  - { metric: acuracy, min: 0.5 }' }),
    exit: 3,
    finds: ['mlx.yaml:5:15 project/not-allowed'],
    says: ['Did you mean `accuracy`?'],
  },
  {
    name: 'a split strategy there is not',
    files: project({ split: 'randm' }),
    exit: 3,
    finds: ['mlx.yaml:4:8 project/not-allowed'],
    says: ['Did you mean `random`?'],
  },
  {
    name: 'a sampler there is not',
    files: project({
      train: 'linear',
      tune: '\n  sampler: gird\n  search: { candidates.linear.l2: { log: [0.1, 1] } }',
    }),
    exit: 3,
    finds: ['mlx.yaml:5:12 project/not-allowed'],
    says: ['Did you mean `grid`?'],
  },
  {
    name: 'a target there is not',
    files: project({ targets: '{ big: process }', compute: '{ target: bog }' }),
    exit: 3,
    finds: ['mlx.yaml:5:20 project/not-allowed'],
    says: ['Did you mean `big`?'],
  },
  {
    name: 'a kind of target there is not',
    files: project({ targets: '{ big: { type: proces } }' }),
    exit: 3,
    finds: ['mlx.yaml:4:25 project/not-allowed'],
    says: ['Did you mean `process`?'],
  },
  {
    name: 'a target on the command line there is not',
    files: project({ targets: '{ big: process }' }),
    command: 'train --target bgi',
    exit: 2,
    finds: ['usage/unknown-name'],
    says: ['Did you mean `big`?'],
  },
  {
    name: 'a metric of regression in a classification',
    files: project({ requirements: '\n  - { metric: rmse, max: 1 }' }),
    exit: 3,
    finds: ['mlx.yaml:5:15 project/not-allowed'],
    says: ['accuracy'],
  },
  {
    name: 'a metric of classification that decides a regression',
    files: project({ task: regression, train: '{ model: linear, select: f1 }' }),
    exit: 3,
    finds: ['mlx.yaml:3:33 project/not-allowed'],
    says: ['rmse'],
  },
  {
    name: 'a requirement without a bound',
    files: project({ requirements: '\n  - { metric: accuracy }' }),
    exit: 3,
    finds: ['mlx.yaml:5:5 project/missing-key'],
    says: ['Add `min:` or `max:`'],
  },
  {
    name: 'a requirement nothing can meet',
    files: project({ requirements: '\n  - { metric: accuracy, min: 0.9, max: 0.8 }' }),
    exit: 3,
    finds: ['mlx.yaml:5:5 project/contradiction'],
    says: ['at least 0.9 and at most 0.8'],
  },
  {
    name: 'a requirement about nothing, and one about two things',
    files: project({
      requirements: '\n  - { min: 0.5 }\n  - { metric: accuracy, min: 0.5, cost_usd: { max: 1 } }',
    }),
    exit: 3,
    finds: ['mlx.yaml:5:5 project/contradiction', 'mlx.yaml:6:5 project/contradiction'],
  },
  {
    name: 'a metric that is told what it does not take',
    files: project({
      requirements:
        '\n  - { metric: { fbeta: { gamma: 2 } }, min: 0.5 }\n  - { metric: accuracy(k=2), min: 0.5 }\n  - { metric: fbeta(beta=-1), min: 0.5 }',
    }),
    exit: 3,
    finds: [
      'mlx.yaml:5:15 project/not-allowed',
      'mlx.yaml:6:15 project/not-allowed',
      'mlx.yaml:7:15 project/not-allowed',
    ],
    says: [
      'has no param `gamma`: it takes beta, average',
      'takes no params',
      'must be a number above 0',
    ],
  },
  {
    name: 'keys of a requirement that do not go together',
    files: project({
      requirements:
        '\n  - { metric: accuracy, versus: production, min: 0.5 }\n  - { metric: recall, by: plan, worst: 0.5, max_gap: 0.1 }\n  - { metric: recall, min: 0.5, max_loss: 0.1 }\n  - { metric: recall, robustness: { noise: 1, missing: each }, max_loss: 0.1 }\n  - { metric: recall, on: folds, min: 0.5 }',
    }),
    exit: 3,
    finds: [
      'mlx.yaml:5:45 project/contradiction',
      'mlx.yaml:6:5 project/contradiction',
      'mlx.yaml:7:33 project/contradiction',
      'mlx.yaml:8:23 project/contradiction',
      'mlx.yaml:9:23 project/contradiction',
    ],
    says: ['`min` says nothing of a comparison with another model', 'needs folds'],
  },
  {
    name: 'requirements that leave out what they need',
    files: project({
      requirements:
        '\n  - { fairness: equalized_odds, max: 0.1 }\n  - { fairness: equalised_odds, by: plan }\n  - { metric: recall, by: plan }\n  - { metric: recall, robustness: { noise: 1 } }',
    }),
    exit: 3,
    finds: [
      'mlx.yaml:5:5 project/missing-key',
      'mlx.yaml:6:5 project/missing-key',
      'mlx.yaml:7:5 project/missing-key',
      'mlx.yaml:8:5 project/missing-key',
    ],
    says: ['`by`', '`max_loss`'],
  },
  {
    name: 'fairness of a regression',
    files: project({
      task: regression,
      requirements: '\n  - { fairness: demographic_parity, by: plan, max: 0.1 }',
    }),
    exit: 3,
    finds: ['mlx.yaml:5:5 project/contradiction'],
    says: ['max_gap'],
  },
  {
    name: 'a budget with a bound that is not its own',
    files: project({ requirements: '\n  - { cost_usd: { max: 1 }, min: 0.5 }' }),
    exit: 3,
    finds: ['mlx.yaml:5:5 project/contradiction'],
  },
  {
    name: 'a positive class in a regression',
    files: project({ task: '{ type: regression, target: monthly, positive: "yes" }' }),
    exit: 3,
    finds: ['mlx.yaml:1:54 project/contradiction'],
    says: ['Remove `positive`'],
  },
  {
    name: 'the target as a feature',
    files: project({ features: '{ churned: { encode: one-hot } }' }),
    exit: 3,
    finds: ['mlx.yaml:4:13 project/contradiction'],
    says: ['Remove it from `features`'],
  },
  {
    name: 'the target as an id',
    files: project({
      ingest: '{ sources: { a: customers.csv }, columns: { churned: id } }',
    }),
    exit: 3,
    finds: ['mlx.yaml:2:62 project/contradiction'],
  },
  {
    name: 'a search of a setting there is not',
    files: project({
      train: 'linear',
      tune: '\n  search:\n    candidates.linear.l3: { log: [0.1, 1] }',
    }),
    exit: 3,
    finds: ['mlx.yaml:6:5 project/not-allowed'],
    says: ['Did you mean `candidates.linear.l2`?'],
  },
  {
    name: 'a search from high to low',
    files: project({
      train: 'linear',
      tune: '\n  search:\n    candidates.linear.l2: { log: [10, 1] }',
    }),
    exit: 3,
    finds: ['mlx.yaml:6:27 tune/bad-space'],
  },
  {
    name: 'a search of values the setting cannot have',
    files: project({
      train: 'linear',
      tune: '\n  search:\n    candidates.linear.l2: { float: [-1, 1] }\n',
    }),
    exit: 3,
    finds: ['mlx.yaml:6:37 project/out-of-range'],
    says: ['it must be at least 0'],
  },
  {
    name: 'a search of a setting of features there is not',
    files: project({
      train: 'linear',
      tune: '\n  search:\n    features.age.scal: [standard, none]\n',
    }),
    exit: 3,
    finds: ['mlx.yaml:6:5 project/not-allowed'],
    says: ['Did you mean `features.age.scale`?'],
  },
  {
    name: 'a choice between objectives that are not there, and objectives of another task',
    files: project({
      train: 'linear',
      tune: '\n  objectives: [{ metric: rmse }, { bytes: package }]\n  choose: { best: rmse, then: byte }\n',
    }),
    exit: 3,
    finds: ['mlx.yaml:5:26 project/not-allowed', 'mlx.yaml:6:31 project/not-allowed'],
    says: ['Did you mean `bytes`?'],
  },
  {
    name: 'a search by folds that are not there',
    files: project({ train: 'linear', tune: '\n  cross_validate: true\n' }),
    exit: 3,
    finds: ['mlx.yaml:5:19 project/contradiction'],
    says: ['`tune.cross_validate` needs folds'],
  },
  {
    name: 'an endless grid',
    files: project({
      train: 'linear',
      tune: '\n  sampler: grid\n  search:\n    candidates.linear.l2: { float: [0, 1] }\n',
    }),
    exit: 3,
    finds: ['mlx.yaml:7:27 tune/endless-grid'],
  },
  {
    name: 'a deployment to a target that cannot serve',
    files: project({ targets: '{ big: process }', deploy: 'big' }),
    exit: 3,
    finds: ['mlx.yaml:5:9 project/contradiction'],
    says: ['Deploy to a target of type: local'],
  },
  {
    name: 'a deployment to a target there is not',
    files: project({ deploy: 'prod' }),
    exit: 3,
    finds: ['mlx.yaml:4:9 project/not-allowed'],
  },
  {
    name: 'a model that cannot do the task, and other problems with it',
    files: project({ train: '{ model: mlp, epochs: 0 }', split: '{ test: 90% }', seed: 'x' }),
    exit: 3,
    finds: [
      'mlx.yaml:3:30 project/out-of-range',
      'mlx.yaml:4:8 project/out-of-range',
      'mlx.yaml:5:7 project/wrong-type',
    ],
  },
  {
    name: '`mlx tune` without a `tune` block',
    command: 'tune',
    exit: 3,
    finds: ['mlx.yaml project/missing-key'],
    says: ['Add for example `tune:'],
  },
  {
    name: 'a forecast that does not say how far, nor when',
    files: project({ task: '{ type: forecast, target: monthly }', train: 'seasonal-naive' }),
    exit: 3,
    finds: ['mlx.yaml:1:7 project/missing-key', 'mlx.yaml:1:7 project/missing-key'],
    says: ['how far it reaches', 'which column says when'],
  },
  {
    name: 'a forecast of rows at random',
    files: project({ task: forecast, train: 'seasonal-naive', split: 'random' }),
    exit: 3,
    finds: ['mlx.yaml:4:8 project/contradiction'],
    says: ['would let a forecast learn from what comes later'],
  },
  {
    name: 'a forecast with a hole before what it is judged by',
    files: project({ task: forecast, train: 'seasonal-naive', split: '{ gap: 2 }' }),
    exit: 3,
    finds: ['mlx.yaml:4:15 project/contradiction'],
    says: ['Remove `gap`'],
  },
  {
    name: 'a test part that is shorter than the horizon',
    files: project({
      task: forecast,
      train: 'seasonal-naive',
      split: '{ validation: 12 steps, test: 3 steps }',
    }),
    exit: 3,
    finds: ['mlx.yaml:4:38 project/out-of-range'],
    says: ['`test: 12 steps` or more'],
  },
  {
    name: 'a forecast with features, by a family of tables',
    files: project({ task: forecast, train: 'linear', features: '{ plan: drop }' }),
    exit: 3,
    finds: ['mlx.yaml:3:8 project/contradiction', 'mlx.yaml:4:11 project/contradiction'],
    says: ['reads no features', 'seasonal-naive'],
  },
  {
    name: 'a horizon for a regression',
    files: project({ task: '{ type: regression, target: monthly, horizon: 3 }' }),
    exit: 3,
    finds: ['mlx.yaml:1:53 project/contradiction'],
    says: ['set `type: forecast`'],
  },
];

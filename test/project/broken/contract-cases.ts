import { type BrokenCase, project } from './broken-case.js';

const regression = '{ type: regression, target: monthly }';

/** Requirements and searches that cannot be met or made. */
export const contractCases: readonly BrokenCase[] = [
  {
    name: 'a metric there is not',
    files: project({ requirements: '\n  - { metric: acuracy, min: 0.5 }' }),
    exit: 3,
    finds: ['mlx.yaml:5:15 project/not-allowed'],
    says: ['Did you mean `accuracy`?'],
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
    name: 'a metric of regression in a classification',
    files: project({ requirements: '\n  - { metric: rmse, max: 1 }' }),
    exit: 3,
    finds: ['mlx.yaml:5:15 project/not-allowed'],
    says: [
      'cannot be `rmse`: it measures regression and forecast, and the task is classification',
      'accuracy',
    ],
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
    name: 'a forecast that is disturbed as rows are',
    files: {
      ...project({}),
      'mlx.yaml':
        'version: 1\ntask: { type: forecast, target: tenure, horizon: 2, time: customer }\ningest: data.csv\ntrain: seasonal-naive\nrequirements:\n  - { metric: mase, robustness: { missing: each }, max_loss: 1 }\n  - { metric: mase, robustness: { shift: { plan: 1 } }, max_loss: 1 }\n',
    },
    exit: 3,
    finds: ['mlx.yaml:6:21 project/contradiction', 'mlx.yaml:7:21 project/contradiction'],
    says: ['`robustness: { missing: 10% }`', '`plan` is not forecast'],
  },
  {
    name: 'fairness of a regression',
    files: project({
      task: regression,
      requirements: '\n  - { fairness: demographic_parity, by: plan, max: 0.1 }',
    }),
    exit: 3,
    finds: ['mlx.yaml:5:7 project/contradiction'],
    says: ['max_gap'],
  },
  {
    name: 'a budget with a bound that is not its own',
    files: project({ requirements: '\n  - { cost_usd: { max: 1 }, min: 0.5 }' }),
    exit: 3,
    finds: ['mlx.yaml:5:5 project/contradiction'],
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
    name: 'a cost as an objective by a name it does not have',
    files: project({ train: 'linear', tune: '{ objectives: [roc_auc, package_size] }' }),
    exit: 3,
    finds: ['mlx.yaml:4:31 project/not-allowed'],
    says: ['Did you mean `bytes`?'],
  },
  {
    name: '`mlx tune` without a `tune` block',
    command: 'tune',
    exit: 3,
    finds: ['mlx.yaml project/missing-key'],
    says: ['Add for example `tune:'],
  },
];

import { type BrokenCase, project, soundProject } from './broken-case.js';

/** Settings that are unknown, missing, or of the wrong kind or size. */
export const settingCases: readonly BrokenCase[] = [
  {
    name: 'a misspelt block',
    files: project({ trian: 'linear' }),
    exit: 3,
    finds: ['mlx.yaml:4:1 project/unknown-key'],
    says: ['Did you mean `train`?'],
  },
  {
    name: 'misspelt keys at three depths',
    files: {
      'mlx.yaml': `task: { type: classification, target: churned, positiv: "yes" }
ingest:
  sources:
    data: { type: csv, path: customers.csv, delimter: ";" }
  columns:
    tenure: { tpye: number }
train:
  candidates:
    net: { model: mlp, early_stopping: { patiense: 3 } }
`,
    },
    exit: 3,
    finds: [
      'mlx.yaml:1:48 project/unknown-key',
      'mlx.yaml:4:45 project/unknown-key',
      'mlx.yaml:6:15 project/unknown-key',
      'mlx.yaml:9:42 project/unknown-key',
    ],
    says: [
      'Did you mean `positive`?',
      'Did you mean `delimiter`?',
      'Did you mean `type`?',
      'Did you mean `patience`?',
    ],
  },
  {
    name: 'both blocks that must be there missing',
    files: { 'mlx.yaml': 'train: linear\n' },
    exit: 3,
    finds: ['mlx.yaml:1:1 project/missing-key', 'mlx.yaml:1:1 project/missing-key'],
    says: ['`task`', '`ingest`'],
  },
  {
    name: 'a number where text is wanted, and text where a number is',
    files: project({ name: '7', seed: 'seven' }),
    exit: 3,
    finds: ['mlx.yaml:4:7 project/wrong-type', 'mlx.yaml:5:7 project/wrong-type'],
  },
  {
    name: 'steps of columns that there are not, each said once',
    files: project({
      features:
        '{ a: { encode: one-ht }, b: { encode: [one-ht] }, c: { encode: 7 }, d: { encode: letters } }',
      serve: '{ workers: 1.5 }',
    }),
    exit: 3,
    finds: [
      'mlx.yaml:4:26 project/not-allowed',
      'mlx.yaml:4:50 project/not-allowed',
      'mlx.yaml:4:74 project/not-allowed',
      'mlx.yaml:4:92 project/not-allowed',
      'mlx.yaml:5:19 project/wrong-type',
    ],
    says: [
      '`features.a.encode` cannot be `one-ht`',
      'Did you mean `one-hot`?',
      'Write a whole number',
    ],
  },
  {
    name: 'a class that looks like a number',
    files: project({ task: '{ type: classification, target: churned, positive: 1 }' }),
    exit: 3,
    finds: ['mlx.yaml:1:58 project/wrong-type'],
    says: ['Put it in quotes: `"1"`'],
  },
  {
    name: 'what other tools call a family',
    files: project({ train: '{ model: xgboost }' }),
    exit: 3,
    finds: ['mlx.yaml:3:17 project/not-allowed'],
    says: ['Did you mean `gradient-boosting`?'],
  },
  {
    name: 'what other tools call a metric',
    files: project({ requirements: '[{ metric: auc, min: 0.8 }]' }),
    exit: 3,
    finds: ['mlx.yaml:4:26 project/not-allowed'],
    says: ['Did you mean `roc_auc`?'],
  },
  {
    name: 'a list where a mapping is wanted',
    files: project({ features: '[tenure]' }),
    exit: 3,
    finds: ['mlx.yaml:4:11 project/wrong-type'],
    says: ['`features` must be a mapping, not a list'],
  },
  {
    name: 'a block without anything in it',
    files: { 'mlx.yaml': 'task:\ningest: customers.csv\n' },
    exit: 3,
    finds: ['mlx.yaml:1:6 project/wrong-type'],
    says: ['`task` must be a mapping, not empty'],
  },
  {
    name: 'a kind of task there is not',
    files: project({ task: '{ type: clustering, target: churned }' }),
    exit: 3,
    finds: ['mlx.yaml:1:15 project/not-allowed'],
    says: ['Use one of: classification, regression'],
  },
  {
    name: 'numbers outside their limits',
    files: project({
      seed: '-1',
      deploy: '{ port: 70000 }',
      package: '{ golden_rows: 0 }',
    }),
    exit: 3,
    finds: [
      'mlx.yaml:4:7 project/out-of-range',
      'mlx.yaml:5:17 project/out-of-range',
      'mlx.yaml:6:25 project/out-of-range',
    ],
    says: ['must be at least 0', 'must be at most 65535', 'must be at least 1'],
  },
  {
    name: 'a share written as a whole number',
    files: project({ split: '{ test: 20 }' }),
    exit: 3,
    finds: ['mlx.yaml:4:16 project/out-of-range'],
    says: ['20%'],
  },
  {
    name: 'a share that is no percentage',
    files: project({ split: '{ test: a fifth }' }),
    exit: 3,
    finds: ['mlx.yaml:4:16 project/wrong-type'],
  },
  {
    name: 'a name with a blank and capitals',
    files: project({ name: 'My Project' }),
    exit: 3,
    finds: ['mlx.yaml:4:7 project/bad-format'],
    says: ['Use lower-case letters, digits and dashes'],
  },
  {
    name: 'a price of no day',
    files: project({ cost: '{ price: { usd_per_hour: 1, as_of: yesterday } }' }),
    exit: 3,
    finds: ['mlx.yaml:4:42 project/bad-format'],
    says: ['Write a day as YYYY-MM-DD'],
  },
  {
    name: 'short forms that are no form at all',
    files: {
      'mlx.yaml': 'task: classification\ningest: 7\nsplit: 3\ntrain: [linear]\ndeploy: maybe\n',
    },
    exit: 3,
    finds: [
      'mlx.yaml:1:7 project/wrong-type',
      'mlx.yaml:2:9 project/wrong-type',
      'mlx.yaml:3:8 project/wrong-type',
      'mlx.yaml:4:8 project/wrong-type',
      'mlx.yaml:5:9 project/not-allowed',
    ],
  },
  {
    name: 'a short form of a candidate with a misspelt param',
    files: project({ train: '{ model: mlp, epoch: 3 }' }),
    exit: 3,
    finds: ['mlx.yaml:3:22 project/unknown-key'],
    says: ['Did you mean `epochs`?'],
  },
  {
    name: 'a source whose ending says nothing',
    files: project({ ingest: 'customers.dat' }),
    exit: 3,
    finds: ['mlx.yaml:2:9 project/missing-key'],
    says: ['csv'],
  },
  {
    name: 'a source without a path',
    files: project({ ingest: '{ type: csv }' }),
    exit: 3,
    finds: ['mlx.yaml:2:9 project/missing-key'],
    says: ['`path`'],
  },
  {
    name: 'a kind of source there is not',
    files: project({ ingest: '{ sources: { a: { type: cvs, path: customers.csv } } }' }),
    exit: 3,
    finds: ['mlx.yaml:2:33 project/not-allowed'],
    says: ['Did you mean `csv`?'],
  },
  {
    name: 'an environment that is no mapping',
    files: project({ environments: '{ production: 3 }' }),
    command: 'validate --env production',
    exit: 3,
    finds: ['mlx.yaml:4:29 project/wrong-type'],
  },
  {
    name: 'a misspelt key in an environment that is chosen',
    files: {
      'mlx.yaml': `${soundProject}environments:\n  production:\n    deploy: { prot: 80 }\n`,
    },
    command: 'validate --env production',
    exit: 3,
    finds: ['mlx.yaml:6:15 project/unknown-key'],
    says: ['Did you mean `port`?'],
  },
  {
    name: 'an environment there is not',
    files: project({ environments: '{ production: { seed: 1 } }' }),
    command: 'validate --env prodution',
    exit: 2,
    finds: ['project/unknown-environment'],
    says: ['Did you mean `production`?'],
  },
  {
    name: 'an environment in a project without any',
    command: 'validate --env production',
    exit: 2,
    finds: ['project/unknown-environment'],
    says: ['Add one under `environments:`'],
  },
  {
    name: '--set of the wrong type',
    command: 'validate --set seed=many',
    exit: 3,
    finds: ['--set seed=many project/wrong-type'],
  },
  {
    name: '--set with a value that is not YAML',
    command: ['validate', '--set', 'name="open'],
    exit: 2,
    finds: ['usage/bad-option'],
    says: ['quotes'],
  },
  {
    name: '--set of what only a file can say',
    command: 'validate --set extends=base.yaml',
    exit: 2,
    finds: ['usage/bad-option'],
  },
];

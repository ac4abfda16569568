import { type BrokenCase, project } from './broken-case.js';

const forecast = '{ type: forecast, target: monthly, horizon: 12, time: tenure }';
const regression = '{ type: regression, target: monthly }';

/** Settings that are each fine but do not go together, and names of things there are not. */
export const ruleCases: readonly BrokenCase[] = [
  {
    name: 'a step of all columns together where columns are named',
    files: project({ features: '{ reduce: pca }' }),
    exit: 3,
    finds: ['mlx.yaml:4:21 project/wrong-type'],
    says: ['features: { _: { reduce: pca } }'],
  },
  {
    name: 'a model there is not',
    files: project({ train: 'lienar' }),
    exit: 3,
    finds: ['mlx.yaml:3:8 project/not-allowed'],
    says: ['Did you mean `linear`?'],
  },
  {
    name: 'a split strategy there is not',
    files: project({ split: 'randm' }),
    exit: 3,
    finds: ['mlx.yaml:4:8 project/not-allowed'],
    says: ['Did you mean `random`?'],
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
    name: 'a metric of classification that decides a regression',
    files: project({ task: regression, train: '{ model: linear, select: f1 }' }),
    exit: 3,
    finds: ['mlx.yaml:3:33 project/not-allowed'],
    says: ['it measures classification and anomaly, and the task is regression', 'rmse'],
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
    name: 'a deployment to a target that cannot serve',
    files: project({ targets: '{ big: process }', deploy: 'big' }),
    exit: 3,
    finds: ['mlx.yaml:5:9 project/contradiction'],
    says: ['Deploy to a target of type: local'],
  },
  {
    name: 'a fallback by a rule that has no answer',
    files: project({ serve: '{ rollout: { fallback: { to: rule } } }' }),
    exit: 3,
    finds: ['mlx.yaml:4:37 project/contradiction'],
    says: ['`answer` does not say its answer', 'answer: { label: "no" }'],
  },
  {
    name: 'a fallback with an answer to another question',
    files: project({ serve: '{ rollout: { fallback: { to: rule, answer: { value: 0 } } } }' }),
    exit: 3,
    finds: ['mlx.yaml:4:51 project/contradiction'],
    says: ['An answer to a classification has `label`'],
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
  {
    name: 'items of a list that name no rule, a misspelt one, two, and one that is no mapping',
    files: {
      'mlx.yaml': `task: { type: classification, target: churned }
ingest:
  path: customers.csv
  quality:
    - { column: tenure }
    - { column: tenure, betwen: [0, 9] }
    - { column: tenure, between: [0, 9], not_null: true }
    - tenure
    - { column: tenure, between: [0, 9], esle: warn }
    - { between: [0], else: drop }
`,
    },
    exit: 3,
    finds: [
      'mlx.yaml:5:7 project/missing-key',
      'mlx.yaml:6:25 project/unknown-key',
      'mlx.yaml:7:42 project/contradiction',
      'mlx.yaml:8:7 project/wrong-type',
      'mlx.yaml:9:42 project/unknown-key',
      'mlx.yaml:10:7 project/missing-key',
      'mlx.yaml:10:18 project/out-of-range',
      'mlx.yaml:10:29 project/not-allowed',
    ],
    says: ['Did you mean `between`?', 'Did you mean `else`?', '`between` and `not_null` are two'],
  },
];

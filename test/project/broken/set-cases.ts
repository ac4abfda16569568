import { type BrokenCase, project } from './broken-case.js';

/** `--set`, settings outside their block, and lists where mappings are wanted. */
export const setCases: readonly BrokenCase[] = [
  {
    name: '--set without a value',
    command: 'validate --set seed',
    exit: 2,
    finds: ['usage/bad-option'],
    says: ['`--set train.select=f1`'],
  },
  {
    name: '--set of a setting there is not',
    command: 'validate --set tarin.select=f1',
    exit: 3,
    finds: ['--set tarin.select=f1 project/unknown-key'],
    says: [
      '`--set tarin.select=f1` has a problem',
      'Did you mean `--set train.select=f1`?',
      'Use one of: version, name',
    ],
  },
  {
    name: '--set of a misspelt setting within a block',
    command: ['validate', '--set', 'train.selekt=f1', '--set', 'sed=1'],
    exit: 3,
    finds: ['--set sed=1 project/unknown-key', '--set train.selekt=f1 project/unknown-key'],
    says: [
      '`--set` has 2 problems',
      'Did you mean `--set train.select=f1`?',
      'Did you mean `--set seed=1`?',
    ],
  },
  {
    name: '--set of a setting without its block',
    command: 'validate --set select=f1',
    exit: 3,
    finds: ['--set select=f1 project/unknown-key'],
    says: ['Did you mean `--set train.select=f1`?'],
  },
  {
    name: 'a misspelt setting beside the only candidate',
    files: project({ train: '{ model: linear, selekt: f1 }' }),
    exit: 3,
    finds: ['mlx.yaml:3:25 project/unknown-key'],
    says: ['Did you mean `train.select`?'],
  },
  {
    name: 'a setting that stands outside its block',
    files: project({ select: 'f1' }),
    exit: 3,
    finds: ['mlx.yaml:4:1 project/unknown-key'],
    says: ['`mlx.yaml` has a problem', 'Did you mean `train.select`?'],
  },
  {
    name: 'a problem in the file and one in --set',
    files: project({ trian: 'linear' }),
    command: 'validate --set seed=many',
    exit: 3,
    finds: ['--set seed=many project/wrong-type', 'mlx.yaml:4:1 project/unknown-key'],
    says: ['`mlx.yaml` together with `--set` has 2 problems'],
  },
  {
    name: 'candidates in a list',
    files: project({ train: '[linear, mlp]' }),
    exit: 3,
    finds: ['mlx.yaml:3:8 project/wrong-type'],
    says: ['Write `train: { candidates: { linear: linear, mlp: mlp } }`'],
  },
  {
    name: 'candidates in a list, with settings',
    files: project({
      train:
        '{ candidates: [{ model: linear, l2: 1 }, { name: wide, model: mlp }, linear, { mlp: { layers: [8] } }] }',
    }),
    exit: 3,
    finds: ['mlx.yaml:3:22 project/wrong-type'],
    says: [
      'Write `candidates: { linear: { model: linear, l2: 1 }, wide: { model: mlp }, linear_2: linear, mlp: { model: mlp, layers: [ 8 ] } }`',
    ],
  },
  {
    name: 'sources in a list',
    files: project({ ingest: '[customers.csv, data/more.csv]' }),
    exit: 3,
    finds: ['mlx.yaml:2:9 project/wrong-type'],
    says: ['Write `ingest: { sources: { customers: customers.csv, more: data/more.csv } }`'],
  },
];

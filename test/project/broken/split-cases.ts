import { type BrokenCase, project } from './broken-case.js';

/** Settings of the split that do not go together. */
export const splitCases: readonly BrokenCase[] = [
  {
    name: 'splits of more than everything',
    files: project({ split: '{ train: 80%, validation: 20%, test: 20% }' }),
    exit: 3,
    finds: ['mlx.yaml:4:8 project/contradiction'],
    says: ['120 %'],
  },
  {
    name: 'a split of nothing',
    files: project({ split: '{ test: 0% }' }),
    exit: 3,
    finds: ['mlx.yaml:4:16 project/out-of-range'],
    says: ['The test split would be empty'],
  },
  {
    name: 'a split by a column that is not named',
    files: project({ split: 'column' }),
    exit: 3,
    finds: ['mlx.yaml:4:8 project/missing-key'],
    says: ['Add `column:`'],
  },
  {
    name: 'a grouped split without a group',
    files: project({ split: 'grouped' }),
    exit: 3,
    finds: ['mlx.yaml:4:8 project/missing-key'],
    says: ['Add `group:`'],
  },
  {
    name: 'a split by time without a time',
    files: project({ split: '{ gap: 7d }' }),
    exit: 3,
    finds: ['mlx.yaml:4:8 project/missing-key'],
    says: ['Add `time:`'],
  },
  {
    name: 'settings that a strategy of the split does not read',
    files: project({ split: '{ strategy: random, key: customer_id, time: tenure, gap: 3 }' }),
    exit: 3,
    finds: [
      'mlx.yaml:4:33 project/contradiction',
      'mlx.yaml:4:52 project/contradiction',
      'mlx.yaml:4:65 project/contradiction',
    ],
  },
  {
    name: 'a hash split by a group',
    files: project({ split: '{ key: customer_id, group: plan }' }),
    exit: 3,
    finds: ['mlx.yaml:4:35 project/contradiction'],
    says: ['Write `key: plan`'],
  },
  {
    name: 'groups of the target',
    files: project({ split: '{ group: churned }' }),
    exit: 3,
    finds: ['mlx.yaml:4:17 project/contradiction'],
    says: ['would leave each of its values to one split'],
  },
  {
    name: 'a gap that is no length of time',
    files: project({ split: '{ time: tenure, gap: a week }' }),
    exit: 3,
    finds: ['mlx.yaml:4:29 project/bad-format'],
    says: ['`7d`'],
  },
  {
    name: 'repeated folds by time',
    files: project({ split: '{ time: tenure, folds: { outer: 3, repeats: 2 } }' }),
    exit: 3,
    finds: ['mlx.yaml:4:52 project/contradiction'],
    says: ['Remove `repeats`'],
  },
  {
    name: 'folds by time that keep groups together',
    files: project({ split: '{ time: tenure, group: plan, folds: 3 }' }),
    exit: 3,
    finds: ['mlx.yaml:4:44 project/contradiction'],
  },
  {
    name: 'one fold, a level of the audit there is not, and no look',
    files: project({ split: '{ folds: 1, audit: { duplicates: warning }, sealed: 0 }' }),
    exit: 3,
    finds: [
      'mlx.yaml:4:17 project/out-of-range',
      'mlx.yaml:4:41 project/not-allowed',
      'mlx.yaml:4:60 project/out-of-range',
    ],
    says: ['Use one of: warn, fail, off'],
  },
];

import type { ErrorEntry } from './entry.js';

export const featuresCodes = {
  'features/invalid': {
    exit: 'project',
    title: 'the `features` block does not fit the data',
    explanation:
      'What the block says of a column is checked against the real columns and their types. All problems are listed, each with a code of its own.',
  },
  'features/unknown-column': {
    exit: 'project',
    title: 'the `features` block names something that is not a feature column',
    explanation:
      'Only columns with the role `feature` become features: not the target, ids, times, groups, weights or ignored columns. `mlx ingest` prints every column with its type and role.',
  },
  'features/unknown-step': {
    exit: 'project',
    title: 'a feature step is not known',
    explanation:
      'A column may have `impute`, `outliers`, `scale` and `encode`, all columns together (`_`) `select` and `reduce`. The message lists what each may be.',
  },
  'features/step-does-not-fit': {
    exit: 'project',
    title: 'a feature step does not work on this type of column',
    explanation:
      'Scaling works on numbers, one-hot on categories, date parts on timestamps, TF-IDF on text. Choose another step, or give the column another type under `ingest.columns`.',
  },
  'features/bad-option': {
    exit: 'project',
    title: 'an option of a feature step cannot be used as written',
    explanation:
      'Options stand beside the step they belong to, such as `{ encode: one-hot, max_categories: 20 }`. The message says which are known and what they expect.',
  },
  'features/missing-values': {
    exit: 'project',
    title: 'a column with `impute: none` has missing values',
    explanation:
      'A model cannot read a missing number. Choose `mean`, `median`, `mode` or `constant`, or take such rows out of the source. Only categories may stay missing.',
  },
  'features/infinite-values': {
    exit: 'data',
    title: 'a column holds infinite or immense numbers',
    explanation:
      'Mean and spread of such a column are no numbers, so that it cannot be scaled. Take such rows out of the source, or leave the column out with `drop: true`.',
  },
  'features/too-many-for-pca': {
    exit: 'project',
    title: 'there are too many features for principal components',
    explanation:
      'Principal components are worked out from the products of all pairs of features, which takes minutes beyond a few hundred. Keep fewer features first, by `select` under `features: _`.',
  },
  'features/too-large': {
    exit: 'data',
    title: 'there is no room for the features that `select` or `reduce` look at',
    explanation:
      'Choosing among features and reducing them look at up to 200,000 training rows in memory at once, a quarter of which one matrix may take; of more rows so many are drawn by the seed. Where even these do not fit there are very many features. Everything else, learning too, reads rows in batches when they do not fit.',
  },
  'features/no-sharp': {
    exit: 'target',
    title: 'images cannot be decoded',
    explanation:
      'Images are decoded by the npm package `sharp`, an optional dependency of mlx that comes ready-made for Linux, macOS and Windows. Where it was left out at install time, `npm install sharp` puts it beside mlx.',
  },
  'features/base-model': {
    exit: 'data',
    title: 'the base model of an embedding cannot be used',
    explanation:
      '`encode: embedding` takes a layers or graph model that TensorFlow.js saved: a `model.json` with its weight files beside it. The message says what is missing, or what TensorFlow.js said.',
  },
  'features/none': {
    exit: 'project',
    title: 'no column is left to learn from',
    explanation:
      'Every column is the target, has another role, is dropped, has a single value, or is text without words that repeat. The message says why each was left out.',
  },
  'features/batch-mismatch': {
    exit: 'data',
    title: 'rows do not have the columns the model was trained on',
    explanation:
      'A model reads the columns it was trained on, with the same types. Columns it does not know are ignored, but none may be absent.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

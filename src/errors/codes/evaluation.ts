import type { ErrorEntry } from './entry.js';

export const evaluationCodes = {
  'evaluation/no-rows': {
    exit: 'data',
    title: 'there are no rows to evaluate on',
    explanation:
      'A metric needs at least one row with a target and a positive weight. Give the split a larger share, or check why its rows were filtered out.',
  },
  'evaluation/bad-truth': {
    exit: 'data',
    title: 'rows to evaluate on have no usable target or weight',
    explanation:
      'Every evaluated row needs a target, and a weight that is a number of at least 0. Take rows without one out of the source.',
  },
  'evaluation/bad-predictions': {
    exit: 'requirement',
    title: 'the model predicts something that is not a number',
    explanation:
      'Training has most likely diverged. Lower the learning rate, scale the features, or clip the gradients.',
  },
  'evaluation/test-worn': {
    exit: 'requirement',
    title: 'the test split has been looked at as often as the project allows',
    explanation:
      'Each evaluation on the same test rows lets the choice of a model lean towards them. `split.sealed`, or `looks` under `requirements`, says how many there may be; `.mlx/ledger/test-looks.jsonl` lists them. Choose models on validation, and draw a new test split to measure honestly again.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

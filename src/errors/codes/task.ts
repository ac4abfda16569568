import type { ErrorEntry } from './entry.js';

export const taskCodes = {
  'learning/target-not-numeric': {
    exit: 'data',
    title: 'a regression on a target that is not a number',
    explanation:
      'A regression predicts a number. The target column holds categories, texts, flags or times; predict them as classes, or pin the type if they are numbers after all.',
  },
  'learning/one-class': {
    exit: 'data',
    title: 'the target has fewer than two classes',
    explanation:
      'A classifier learns to tell classes apart, so the target needs at least two different values. Often the wrong column is named, or a filter has removed one class.',
  },
  'learning/too-many-classes': {
    exit: 'data',
    title: 'the target has too many classes',
    explanation:
      'A target with more than a thousand values is most likely a number or an identifier. Use `task.type: regression` for numbers.',
  },
  'learning/no-such-class': {
    exit: 'data',
    title: '`task.positive` is not a value of the target',
    explanation:
      'The positive class must be one of the two values of the target, letter by letter as in the data. The message lists them.',
  },
  'learning/family-unsuited': {
    exit: 'project',
    title: 'a model family cannot do the task',
    explanation:
      'Whether a classification is binary or multiclass follows from the data; not every family does both.',
  },
  'learning/no-trial': {
    exit: 'project',
    title: 'every trial of a search failed',
    explanation:
      'The problems of the trials are listed. Narrow the ranges of `tune.search`, a learning rate most of all.',
  },
  'requirement/missed': {
    exit: 'requirement',
    title: 'a metric misses its requirement',
    explanation:
      'The model was trained and evaluated; what it reaches on the test split is outside the bound the project sets. The artifact and the report are kept, so look at the report first.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

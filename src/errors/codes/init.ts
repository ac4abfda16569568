import type { ErrorEntry } from './entry.js';

export const initCodes = {
  'init/nothing-chosen': {
    exit: 'usage',
    title: '`mlx init` was not told what to begin with',
    explanation:
      'A project begins with a template (`--template`) or with your own data (`--from`). mlx asks no questions, so that the same command does the same thing in a script.',
  },
  'init/no-target': {
    exit: 'usage',
    title: 'the column to predict was not named',
    explanation:
      'mlx can infer what the columns of a file are, but not which of them you want to predict. The message lists those that can be predicted, with the task each would make.',
  },
  'init/unfit-target': {
    exit: 'data',
    title: 'the values of a column can be neither classes nor numbers to predict',
    explanation:
      'Classes repeat, so a column with another value in almost every row has none. Dates and texts would have to be made into numbers or classes first.',
  },
  'init/files-exist': {
    exit: 'usage',
    title: 'files that would be written are there already',
    explanation:
      '`mlx init` writes everything or nothing, and replaces a file only with `--force`. A `.gitignore` that is there is kept; lines it lacks are added at its end.',
  },
  'init/cannot-write': {
    exit: 'usage',
    title: 'the project cannot be written there',
    explanation:
      'The folder cannot be made or written to; the cause says why. Nothing was changed.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

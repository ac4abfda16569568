import type { ErrorEntry } from './entry.js';

export const columnCodes = {
  'data/unit': {
    exit: 'project',
    title: 'a unit of measure cannot be converted',
    explanation:
      'A column is to be converted from one unit to another, but one of them is not known, they measure different things, or the column holds no numbers.',
  },
  'data/column-value': {
    exit: 'data',
    title: 'a value is not one that the project names',
    explanation:
      'A column has a `map`, and a cell holds a value that it does not name while `unmapped: fail` says that all must be named, or a new value that does not fit the type of the column. The message shows the first such cell and its place.',
  },
  'data/window': {
    exit: 'project',
    title: 'a window cannot be computed as it is described',
    explanation:
      'A figure over the rows up to each row needs a column of numbers for a mean, sum or standard deviation, and a column of timestamps where its length is a span of time.',
  },
  'data/step-missing': {
    exit: 'project',
    title: 'a step of `ingest.steps` is not there',
    explanation:
      'A step is a module of yours, in TypeScript or JavaScript, named by its path from the folder of the project file.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

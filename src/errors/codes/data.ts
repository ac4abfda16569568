import type { ErrorEntry } from './entry.js';

export const dataCodes = {
  'data/file-missing': {
    exit: 'data',
    title: 'a data file is not there',
    explanation:
      'Paths in a project file are relative to the folder the file stands in. The message names the path that was tried and the nearest files there are.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

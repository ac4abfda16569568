import type { ErrorEntry } from './entry.js';

export const targetCodes = {
  'target/failed': {
    exit: 'target',
    title: 'a target could not do the job',
    explanation:
      'The job started on the target but did not finish there. The last lines the target printed are shown.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

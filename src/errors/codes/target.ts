import type { ErrorEntry } from './entry.js';

export const targetCodes = {
  'target/failed': {
    exit: 'target',
    title: 'a target could not do the job',
    explanation:
      'The job started on the target but did not finish there. The last lines the target printed are shown.',
  },
  'target/time-limit': {
    exit: 'timeLimit',
    title: 'a stage took longer than the time limit of its target',
    explanation:
      'The stage was killed with all it had started. No artifact was left, and everything made before it is kept: run again after raising the limit.',
  },
  'target/memory-limit': {
    exit: 'target',
    title: 'a stage used more memory than its target allows',
    explanation:
      'The stage was killed with all it had started. No artifact was left, and everything made before it is kept: run again after raising the limit.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

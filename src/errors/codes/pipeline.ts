import type { ErrorEntry } from './entry.js';

export const pipelineCodes = {
  'stage/failed': {
    exit: 'bug',
    title: 'a stage failed for a reason mlx did not foresee',
    explanation:
      'The cause is printed below the message. `--verbose` adds the stack. If the cause does not help, please report it.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

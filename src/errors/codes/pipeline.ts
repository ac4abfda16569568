import type { ErrorEntry } from './entry.js';

export const pipelineCodes = {
  'stage/failed': {
    exit: 'bug',
    title: 'a stage failed for a reason mlx did not foresee',
    explanation:
      'The cause is printed below the message. `--verbose` adds the stack. If the cause does not help, please report it.',
  },
  'stage/input-stale': {
    exit: 'stale',
    title: 'a stage that must run first is out of date',
    explanation:
      '`--only` keeps a command to its own stage. Something before it has changed since it ran last; the message says what.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

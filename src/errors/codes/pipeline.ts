import type { ErrorEntry } from './entry.js';

export const pipelineCodes = {
  'run/interrupted': {
    exit: 'interrupted',
    title: 'mlx was stopped before it was done',
    explanation:
      'Ctrl-C or SIGTERM ended the command. What was finished is kept, and the next run goes on from there. Only `--json` says so with this code; for people it is the last line.',
  },
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

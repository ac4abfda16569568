import type { ErrorEntry } from './entry.js';

export const cliCodes = {
  'usage/unknown-name': {
    exit: 'usage',
    title: 'a name on the command line is not known',
    explanation:
      'The message lists the names there are. Shell completion offers them too: see `mlx completion --help`.',
  },
  'usage/bad-option': {
    exit: 'usage',
    title: 'a command-line option cannot be used like this',
    explanation:
      'The message says what was expected. `mlx COMMAND --help` shows every option with examples.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

import type { ErrorEntry } from './entry.js';

export const learningCodes = {
  'compute/backend-missing': {
    exit: 'target',
    title: 'the wanted compute backend does not work here',
    explanation:
      'The project pins a backend that cannot be loaded on this machine. `mlx doctor` says what is missing, `mlx doctor --fix` installs the native one; `compute: { backend: auto }` takes the best that works.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

import type { ErrorEntry } from './entry.js';

export const deliveryCodes = {
  'package/invalid': {
    exit: 'target',
    title: 'a package folder cannot be used',
    explanation:
      'A package is a folder that `mlx package` wrote. One of its files is missing or does not have the hash its manifest says.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

import type { ErrorEntry } from './entry.js';

export const tuningCodes = {
  'tune/bad-space': {
    exit: 'project',
    title: 'a line under `tune.search` cannot be used as written',
    explanation:
      'Each searched setting is one of `values: [...]`, `choice: [...]`, `int: [low, high]`, `float: [low, high]` or `log: [low, high]`; `step` and `points` may stand beside the ranges.',
  },
  'tune/endless-grid': {
    exit: 'project',
    title: 'a grid cannot cover a continuous setting',
    explanation:
      'A grid tries every combination, so each setting needs a countable number of values. Give `float` a `step`, or `float` and `log` a number of `points`; or choose the sampler `random`.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
